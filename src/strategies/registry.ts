import { deployment } from "./deployment/deployment.ts";
import { kubeRay } from "./kubeRay/kubeRay.ts";
import { type NamedStrategy, namedStrategy } from "./NamedStrategy.ts";
import { weights } from "./weights/weights.ts";

/** The ways of rolling out that an `update:` can name, one line each; Anyscale's is the one that needs no name. */
export const strategies: readonly NamedStrategy[] = [
  namedStrategy(
    kubeRay,
    "An upgrade of a KubeRay RayService: the fields of its upgradeStrategy (ray-operator v1.7.0).",
  ),
  namedStrategy(
    deployment,
    "A Deployment of Kubernetes, without Ray: the fields of its strategy, with minReadySeconds and progressDeadlineSeconds (apps/v1, v1.36).",
  ),
  namedStrategy(
    weights,
    "Ray Serve's legacy traffic API (ray 1.2.0): the update creates a backend, and calls under commands move the traffic by hand.",
  ),
];

/**
 * Ours and those of a program's own.
 * @throws Error when two have the same name, or when one has that of Anyscale's.
 */
export function withOwnStrategies(own: readonly NamedStrategy[]): readonly NamedStrategy[] {
  const all = [...strategies, ...own];
  refuseTwins(["anyscale", ...all.map(({ kind }) => kind)], "strategies");
  refuseTwins(
    all.flatMap(({ calls }) => calls.map(({ name }) => name)),
    "commands of strategies",
  );
  return all;
}

function refuseTwins(names: readonly string[], what: string): void {
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin !== undefined) throw new Error(`two ${what} are called ${twin}; expected different names`);
}
