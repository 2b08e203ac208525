import { anyscaleStrategy } from "../../strategies/anyscale/anyscaleStrategy.ts";
import {
  checkSettings,
  percentCheck,
  settingChecks,
  surgeCheck,
} from "../../strategies/anyscale/settingChecks.ts";
import { choose, isChosenStrategy } from "../../strategies/ChosenStrategy.ts";
import { isOwnCommand } from "../../strategies/OwnCommand.ts";
import { type Check, expected, orNull } from "../../values/Check.ts";
import { describeValue } from "../../values/describeValue.ts";
import { firstProblem } from "../../values/firstProblem.ts";
import { plainCopy } from "../../values/plainCopy.ts";
import type { Command } from "../Scenario.ts";
import { checkVersion } from "../versions/checkVersion.ts";
import type { ServiceDeploy, VersionDeploy } from "./ServiceDeploy.ts";

/** A command from outside, found to be one, or why it is none. */
export type CheckedCommand =
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "service"; readonly deploy: ServiceDeploy }
  | { readonly kind: "refused"; readonly commandKind: Command["kind"] | "unknown"; readonly reason: string };

/** As many as a scenario file may set. */
const mostReplicas = 1_000_000;

const inPlace: Check = (value) => {
  const how = plainCopy(value);
  if (how === null) return typeof value === "boolean" ? null : expectedInPlace(value);
  const { ignoreClusterChanges, ...rest } = how;
  return typeof ignoreClusterChanges === "boolean" && Object.keys(rest).length === 0
    ? null
    : expectedInPlace(value);
};
const expectedInPlace = (value: unknown) => expected("true, false or {ignoreClusterChanges: true}", value);
const names: Check = (value) =>
  Array.isArray(value) && value.every((each) => typeof each === "string")
    ? null
    : expected("a list of names", value);
const aName: Check = (value) =>
  typeof value === "string" ? null : expected("the name of a deployment", value);
const replicaCount: Check = (value) =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= mostReplicas
    ? null
    : expected(`a whole number of replicas, 0 to ${mostReplicas}`, value);
const anything: Check = () => null;
const ownCommand: Check = (value) =>
  isOwnCommand(value) ? null : expected("a command that ownCommand has made", value);
const aFunction: Check = (value) => (typeof value === "function" ? null : expected("a function", value));
/** The keys of each command with what each must be; those in `optional` may be left out. */
const shapes: Readonly<
  Record<
    Exclude<Command["kind"], "deploy">,
    { readonly keys: Readonly<Record<string, Check>>; readonly optional: readonly string[] }
  >
> = {
  "update-in-place": {
    keys: { version: checkVersion, restarts: names, changed: names },
    optional: ["changed"],
  },
  "set-canary-percent": {
    keys: { canaryPercent: percentCheck, maxSurgePercent: orNull(surgeCheck) },
    optional: [],
  },
  rollback: { keys: { maxSurgePercent: surgeCheck }, optional: [] },
  scale: { keys: { deployment: aName, replicas: replicaCount }, optional: [] },
  "strategy-command": {
    keys: { command: ownCommand, version: checkVersion, begins: aFunction },
    optional: ["version", "begins"],
  },
  terminate: { keys: {}, optional: [] },
};
const kinds = ["deploy", ...Object.keys(shapes)];

/**
 * Checks a command that a program gives: every key that it has, and that it has those it needs. What it refuses it refuses in
 * words; it throws for nothing.
 */
export function checkCommand(value: unknown): CheckedCommand {
  const copy = plainCopy(value);
  if (copy === null)
    return refuse("unknown", `expected a command such as {kind: "terminate"}, found ${describeValue(value)}`);
  const { kind, ...rest } = copy;
  if (kind === "deploy") return checkDeploy(rest);
  if (typeof kind !== "string" || !isKind(kind)) {
    return refuse("unknown", `kind: found ${describeValue(kind)}; expected one of ${kinds.join(", ")}`);
  }
  const { keys, optional } = shapes[kind];
  const reason = firstProblem(rest, keys, optional);
  if (reason !== null) return refuse(kind, reason);
  // Every key has just been looked at.
  return { kind: "command", command: copy as unknown as Command };
}

function checkDeploy(given: Readonly<Record<string, unknown>>): CheckedCommand {
  const whole = { ...given, kind: "deploy" };
  if (Object.hasOwn(given, "service")) {
    const keys = { ...settingChecks, service: anything, inPlace };
    const reason =
      firstProblem(given, keys, [...Object.keys(settingChecks), "inPlace"]) ?? refuseInPlace(given);
    if (reason !== null) return refuse("deploy", reason);
    return { kind: "service", deploy: whole as unknown as ServiceDeploy };
  }
  if (!Object.hasOwn(given, "version")) {
    return refuse(
      "deploy",
      "service: is missing; expected a whole service config, which replaces the one before",
    );
  }
  if (Object.hasOwn(given, "strategy")) {
    const reason = firstProblem(given, { version: checkVersion, strategy: checkStrategy }, []);
    return reason === null
      ? { kind: "command", command: whole as unknown as Command }
      : refuse("deploy", reason);
  }
  const reason = firstProblem(given, { version: checkVersion, settings: checkSettings }, []);
  if (reason !== null) return refuse("deploy", reason);
  const { version, settings } = whole as unknown as VersionDeploy;
  return {
    kind: "command",
    command: { kind: "deploy", version, strategy: choose(anyscaleStrategy, settings) },
  };
}

/** anyscale-service-api.txt: "Not supported when using --in-place." */
function refuseInPlace(given: Readonly<Record<string, unknown>>): string | null {
  if (given.inPlace === undefined || given.inPlace === false) return null;
  const other = ["canaryPercent", "maxSurgePercent"].find((key) => (given[key] ?? undefined) !== undefined);
  return other === undefined ? null : `${other}: not supported together with inPlace; leave one of them out`;
}

function checkStrategy(value: unknown): string | null {
  return isChosenStrategy(value) ? null : expected("a strategy with its options, made by choose", value);
}

function isKind(kind: string): kind is keyof typeof shapes {
  return Object.hasOwn(shapes, kind);
}

function refuse(commandKind: Command["kind"] | "unknown", reason: string): CheckedCommand {
  return { kind: "refused", commandKind, reason };
}
