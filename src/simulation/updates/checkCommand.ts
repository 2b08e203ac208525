import { anyscaleStrategy } from "../../strategies/anyscale/anyscaleStrategy.ts";
import { checkSurge } from "../../strategies/anyscale/plan/checkSurge.ts";
import { checkTrafficPattern } from "../../strategies/anyscale/plan/checkTrafficPattern.ts";
import type { RolloutSettings } from "../../strategies/anyscale/RolloutSettings.ts";
import { choose, isChosenStrategy } from "../../strategies/ChosenStrategy.ts";
import { checkPercent } from "../../strategies/capacity/checkPercent.ts";
import { checkRounding } from "../../strategies/capacity/checkRounding.ts";
import { describeValue } from "../../values/describeValue.ts";
import type { Command } from "../Scenario.ts";
import { checkVersion } from "../versions/checkVersion.ts";
import type { ServiceDeploy, VersionDeploy } from "./ServiceDeploy.ts";

/** A command from outside, found to be one, or why it is none. */
export type CheckedCommand =
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "service"; readonly deploy: ServiceDeploy }
  | { readonly kind: "refused"; readonly commandKind: Command["kind"] | "unknown"; readonly reason: string };

/** What is wrong with a value; `null`: nothing. */
type Check = (value: unknown) => string | null;

const percent: Check = (value) => checkPercent(value, "it")[0]?.message ?? null;
const surge: Check = (value) => checkSurge(value)[0]?.message.replace(/^maxSurgePercent /, "it ") ?? null;
const isTrue: Check = (value) => (typeof value === "boolean" ? null : expected("true or false", value));
const seconds: Check = (value) =>
  isFiniteNumber(value) && value >= 0 ? null : expected("a number of seconds, 0 or more", value);
const someSeconds: Check = (value) =>
  isFiniteNumber(value) && value > 0 ? null : expected("a number of seconds above 0", value);
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
const anything: Check = () => null;
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null ? null : check(value);

const settingChecks: Readonly<Record<keyof RolloutSettings, Check>> = {
  maxSurgePercent: surge,
  canaryPercent: orNull(percent),
  autoCompleteRollout: isTrue,
  trafficPattern: (value) =>
    Array.isArray(value)
      ? (checkTrafficPattern(value)[0]?.message ?? null)
      : expected("a list of canary traffic percentages", value),
  trafficIntervalSeconds: seconds,
  rounding: (value) => checkRounding(value)[0]?.message ?? null,
  timeoutSeconds: someSeconds,
  holdSeconds: seconds,
  connectionDrainSeconds: seconds,
  unhealthyGraceSeconds: seconds,
};

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
    keys: { canaryPercent: percent, maxSurgePercent: orNull(surge) },
    optional: [],
  },
  rollback: { keys: { maxSurgePercent: surge }, optional: [] },
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

function checkSettings(value: unknown): string | null {
  const settings = plainCopy(value);
  if (settings === null) return expected("the settings of a rollout", value);
  return firstProblem(settings, settingChecks, []);
}

function firstProblem(
  given: Readonly<Record<string, unknown>>,
  keys: Readonly<Record<string, Check>>,
  optional: readonly string[],
): string | null {
  for (const key of Object.keys(given)) {
    if (Object.hasOwn(keys, key)) continue;
    return `${key}: is unknown; known are ${["kind", ...Object.keys(keys)].join(", ")}`;
  }
  for (const [key, check] of Object.entries(keys)) {
    const value = given[key];
    if (value === undefined) {
      if (optional.includes(key)) continue;
      return `${key}: is missing`;
    }
    const reason = check(value);
    if (reason !== null) return `${key}: ${reason}`;
  }
  return null;
}

/** A map's own keys and values, read once, without those that are `undefined`; `null`: it is none, or cannot be read. */
function plainCopy(value: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  try {
    return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
  } catch {
    // A getter of the caller's that throws.
    return null;
  }
}

function isKind(kind: string): kind is keyof typeof shapes {
  return Object.hasOwn(shapes, kind);
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function expected(what: string, found: unknown): string {
  return `expected ${what}, found ${describeValue(found)}`;
}

function refuse(commandKind: Command["kind"] | "unknown", reason: string): CheckedCommand {
  return { kind: "refused", commandKind, reason };
}
