import type { NamedChoice } from "../../strategies/NamedStrategy.ts";
import { strategyOfManifest } from "../import/strategyOfManifest.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { DeploySection } from "../schema/updateSchema.ts";
import { flowText } from "../yaml/flowText.ts";
import type { SourcedManifest } from "./SourcedService.ts";

/** By what a deploy is rolled out. */
export interface OrderedStrategy {
  /** `null`: as Anyscale does it, or not at all, because it is in place. */
  readonly strategy: NamedChoice | null;
  /** The manifest that selects it, where the deploy names none; `null`: none does. */
  readonly selectedBy: SourcedManifest | null;
}

/** What the deploy names, or else what the manifest of its service selects. */
export function orderedStrategy(
  { strategy, in_place: inPlace }: DeploySection,
  manifest: SourcedManifest | null,
): OrderedStrategy {
  if (inPlace !== false) return { strategy: null, selectedBy: null };
  if (strategy !== undefined)
    return { strategy: strategy === "anyscale" ? null : strategy, selectedBy: null };
  if (manifest === null) return { strategy: null, selectedBy: null };
  return { strategy: strategyOfManifest(manifest.manifest).choice, selectedBy: manifest };
}

/** Says which strategy a manifest selects, and how another is named. */
export function tellOfManifest({ manifest }: SourcedManifest, path: KeyPath, reporter: Reporter): void {
  const { written, system, remark } = strategyOfManifest(manifest);
  const isAssumed = remark.startsWith("assumed");
  reporter[isAssumed ? "warning" : "note"](
    path,
    `is rolled out by ${system} (${remark}): strategy: ${flowText(written)}; ${path.join(".")}.strategy sets another, and anyscale there is Anyscale's rollout`,
    "key",
  );
}
