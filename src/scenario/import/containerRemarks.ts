import type { KeyPath } from "../problems/KeyPath.ts";
import type { PodContainer } from "./podTemplateSchema.ts";
import type { ManifestRemark } from "./serviceOfRayService.ts";

/** core/v1, `Probe`: what counts where it is silent. */
const usual = { initialDelaySeconds: 0, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };

type Probe = NonNullable<PodContainer["readinessProbe"]>;

/** Seconds from the start of a container to the first moment at which its readiness probe may have succeeded often enough; 0: it has none. */
export function soonestReadySeconds(containers: readonly PodContainer[]): number {
  return Math.max(0, ...containers.map(({ readinessProbe: probe }) => (probe == null ? 0 : soonest(probe))));
}

/**
 * What the probes of a pod's containers mean for its start-up, which the scenario gives as one time.
 * @param at where the containers stand
 */
export function containerRemarks(
  containers: readonly PodContainer[],
  { name, at }: { readonly name: string; readonly at: KeyPath },
): readonly ManifestRemark[] {
  const readiness = containers.flatMap(({ readinessProbe: probe }, index): ManifestRemark[] =>
    probe == null
      ? []
      : [{ path: [...at, index, "readinessProbe"], message: describeReadiness(probe, name) }],
  );
  const none: ManifestRemark = {
    path: at,
    message: `no container has a readinessProbe, so that Kubernetes sends a pod requests once its containers have started; the forecast sends them once deployments.${name}.startUp is over`,
  };
  return [
    ...(readiness.length === 0 ? [none] : readiness),
    ...containers.flatMap(({ startupProbe, livenessProbe }, index): ManifestRemark[] => {
      // Until a startup probe has succeeded, the liveness probe is not asked.
      const kind = startupProbe == null ? "livenessProbe" : "startupProbe";
      const probe = startupProbe ?? livenessProbe;
      return probe == null ? [] : [{ path: [...at, index, kind], message: describeRestart(probe, name) }];
    }),
  ];
}

/** Kubernetes, `prober/worker.go`: the first look once the delay is over, then one each period; so many in a row must succeed. */
function soonest(probe: Probe): number {
  const { initialDelaySeconds, periodSeconds, successThreshold } = complete(probe);
  return initialDelaySeconds + (successThreshold - 1) * periodSeconds;
}

function describeReadiness(probe: Probe, name: string): string {
  const { periodSeconds, successThreshold } = complete(probe);
  const first = soonest(probe);
  const notBefore = first === 0 ? "" : `no sooner than ${first} s after its container has started, and `;
  return `a pod counts as ready ${notBefore}up to ${successThreshold * periodSeconds} s after it could serve; deployments.${name}.startUp is to hold that`;
}

function describeRestart(probe: Probe, name: string): string {
  const { initialDelaySeconds, periodSeconds, failureThreshold } = complete(probe);
  const seconds = initialDelaySeconds + failureThreshold * periodSeconds;
  return `Kubernetes starts a container again that does not answer within about ${seconds} s of its start, and again for ever; the forecast does not play that: deployments.${name}.startUp is to stay below it`;
}

function complete(probe: Probe): typeof usual {
  return {
    initialDelaySeconds: probe.initialDelaySeconds ?? usual.initialDelaySeconds,
    periodSeconds: probe.periodSeconds ?? usual.periodSeconds,
    successThreshold: probe.successThreshold ?? usual.successThreshold,
    failureThreshold: probe.failureThreshold ?? usual.failureThreshold,
  };
}
