import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { WrittenCall } from "../schema/callsSchema.ts";
import type { CommandSection } from "../schema/commandSchema.ts";
import type { ScenarioFile } from "../schema/scenarioFileSchema.ts";
import { type DeploySection, usualDeploy } from "../schema/updateSchema.ts";
import type { WrittenService } from "../schema/writtenServiceSchema.ts";
import { keepCluster } from "./keepCluster.ts";
import { mergeService } from "./mergeService.ts";
import { type OrderedStrategy, orderedStrategy, tellOfManifest } from "./orderedStrategy.ts";
import type { SourcedManifest, SourcedService } from "./SourcedService.ts";
import { sourceService } from "./sourceService.ts";

/** A deploy with the whole config that it deploys, and that of the version deployed last before it. */
export interface DeployOrder extends OrderedStrategy {
  readonly kind: "deploy";
  readonly atSeconds: number;
  readonly path: KeyPath;
  readonly deploy: DeploySection;
  /** The command of a strategy's own that brings the version; `null`: it is a deploy. */
  readonly call: WrittenCall | null;
  readonly before: SourcedService;
  readonly service: SourcedService;
}

/** Another command, as written. */
export interface OtherOrder {
  readonly kind: "other";
  readonly atSeconds: number;
  readonly path: KeyPath;
  readonly command: CommandSection;
}

const mergeNote =
  "is merged over the config deployed before, so that nothing of that goes away; a real deploy replaces it: write the whole config under service instead where something is removed or renamed";

/** What the operator does. */
export type Order = DeployOrder | OtherOrder;

/**
 * `update` and `commands` in the order of time. A deploy's `service` replaces the config deployed last before it, its `config`
 * is laid over that one; with neither, that one is deployed again.
 */
export function listOrders(
  file: ScenarioFile,
  first: SourcedService,
  sourceWritten: (written: WrittenService, path: KeyPath) => SourcedService,
  reporter: Reporter,
): readonly Order[] {
  const written: readonly {
    atSeconds: number;
    path: KeyPath;
    deploy: DeploySection | null;
    command: CommandSection | null;
  }[] = [
    ...(file.update === undefined
      ? []
      : [{ atSeconds: file.update.at, path: ["update"], deploy: file.update, command: null }]),
    ...file.commands.map((command, index) => {
      const { call } = command;
      const deploy = command.deploy ?? (call?.version == null ? null : { ...usualDeploy, ...call.version });
      const name = command.deploy === undefined ? call?.name : "deploy";
      return {
        atSeconds: command.at,
        path: deploy === null || name === undefined ? ["commands", index] : ["commands", index, name],
        deploy,
        command,
      };
    }),
  ];
  let last = first;
  let hasMerged = false;
  let told: SourcedManifest | null = null;
  return written
    .toSorted((left, right) => left.atSeconds - right.atSeconds)
    .map(({ atSeconds, path, deploy, command }): Order => {
      if (deploy === null) return { kind: "other", atSeconds, path, command: command! };
      const before = last;
      if (deploy.service !== undefined) {
        const written = sourceWritten(deploy.service, [...path, "service"]);
        last = { ...written, manifest: written.manifest ?? before.manifest };
      } else if (deploy.config !== undefined) {
        const place = [...path, "config"];
        last = mergeService(before, sourceService(deploy.config, place, reporter));
        if (!hasMerged) reporter.note(place, mergeNote, "key");
        hasMerged = true;
      }
      if (typeof deploy.in_place === "object" && deploy.in_place.ignoreClusterChanges) {
        last = keepCluster(before, last, reporter);
      }
      const call = command?.call ?? null;
      const ordered = orderedStrategy(deploy, call === null ? last.manifest : null);
      const { selectedBy } = ordered;
      if (selectedBy !== null && selectedBy !== told) tellOfManifest(selectedBy, path, reporter);
      told = selectedBy ?? told;
      return { kind: "deploy", atSeconds, path, deploy, call, before, service: last, ...ordered };
    });
}
