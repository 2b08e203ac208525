import { deployment } from "../../strategies/deployment/deployment.ts";
import { kubeRay } from "../../strategies/kubeRay/kubeRay.ts";
import type { NamedChoice } from "../../strategies/NamedStrategy.ts";
import { strategies } from "../../strategies/registry.ts";
import type { Manifest } from "./ServiceText.ts";
import { strategyOfDeployment } from "./strategyOfDeployment.ts";
import { strategyOfRayService } from "./strategyOfRayService.ts";

/** How a service is rolled out by whoever its manifest is for. */
export interface StrategyOfManifest {
  readonly choice: NamedChoice;
  /** As an update would name it. */
  readonly written: Readonly<Record<string, object>>;
  /** Who rolls it out. */
  readonly system: "KubeRay" | "Kubernetes";
  /** Which part of the manifest says so; it begins with "assumed" where the manifest leaves something open. */
  readonly remark: string;
}

/** The strategy that a manifest selects, with its options. */
export function strategyOfManifest(manifest: Manifest): StrategyOfManifest {
  switch (manifest.kind) {
    case "ray-service": {
      if (manifest.rayService.spec.upgradeStrategy?.type === "None") {
        const none = choiceOf(kubeRay.kind, { type: "None" });
        return { ...none, system: "KubeRay", remark: "upgradeStrategy of the manifest" };
      }
      const { options, remark } = strategyOfRayService(manifest.rayService);
      return { ...choiceOf(kubeRay.kind, options), system: "KubeRay", remark };
    }
    case "deployment": {
      const options = strategyOfDeployment(manifest.deployment);
      const remark = "strategy of the manifest, with its two times";
      return { ...choiceOf(deployment.kind, options), system: "Kubernetes", remark };
    }
    default:
      return manifest satisfies never;
  }
}

function choiceOf(kind: string, options: object): Pick<StrategyOfManifest, "choice" | "written"> {
  const named = strategies.find((each) => each.kind === kind);
  if (named === undefined) throw new Error(`${kind} is not registered`);
  return { choice: named.schema.parse(options), written: { [kind]: options } };
}
