import { calledDeployments } from "../../serve/path/calledDeployments.ts";
import type { ServiceVersion } from "../../simulation/Scenario.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { DeploymentOverhead } from "../schema/overheadSchema.ts";
import type { ScenarioFile } from "../schema/scenarioFileSchema.ts";
import { entryOf } from "./compileOverhead.ts";

/** Tells of hops whose overhead is written and over which nothing goes. */
export function tellOfIdleOverhead(
  file: ScenarioFile,
  versions: readonly ServiceVersion[],
  reporter: Reporter,
): void {
  const { overhead: all, deployments } = file;
  const hasCalls = versions.some((version) =>
    version.deployments.some(({ calls }) => calls !== undefined && calledDeployments(calls).length > 0),
  );
  const entries = new Set([
    entryOf(all, undefined),
    ...Object.values(deployments).map(({ overhead }) => entryOf(all, overhead)),
  ]);
  const tell = (path: KeyPath, written: DeploymentOverhead | undefined, used: ReadonlySet<string>) => {
    if (written === undefined || written === "none") return;
    for (const kind of ["proxy", "handle", "call"] as const) {
      if (written[kind] === undefined) continue;
      if (kind === "call" ? hasCalls : used.has(kind)) continue;
      const why =
        kind === "call"
          ? "no deployment calls another"
          : `requests from outside come by ${[...used].join(" and ")} (entry)`;
      reporter.note([...path, kind], `plays no part: ${why}`, "key");
    }
  };
  tell(["overhead"], all, entries);
  for (const [name, { overhead }] of Object.entries(deployments)) {
    tell(["deployments", name, "overhead"], overhead, new Set([entryOf(all, overhead)]));
  }
}
