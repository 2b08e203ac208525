import { z } from "zod";
import type { Distribution } from "../../engine/Distribution.ts";
import type { ReplicaResources, ServiceTime } from "../../serve/Deployment.ts";
import { behaviourSchema } from "../schema/behaviourSchema.ts";

/** The two keys of a deployment's behaviour that nothing else can stand in for, as a scenario file writes them. */
export type WrittenDefaults = Required<Pick<z.input<typeof behaviourSchema>, "startUp" | "serviceTime">>;

/** Behaviour of a deployment about which the scenario says nothing: guesses, to be replaced by one's own measurements. */
const withGpus: WrittenDefaults = {
  startUp: { median: "60s", p99: "180s" },
  serviceTime: { base: "80ms", perInputToken: "0.2ms", perOutputToken: "20ms" },
};
const withoutGpus: WrittenDefaults = {
  startUp: { median: "10s", p99: "30s" },
  serviceTime: { median: "100ms", p99: "500ms" },
};

const shape = z.object({
  startUp: behaviourSchema.shape.startUp.unwrap(),
  serviceTime: behaviourSchema.shape.serviceTime.unwrap(),
});
const parsed = new Map([withGpus, withoutGpus].map((written) => [written, shape.parse(written)]));

/** What is assumed of a deployment with such replicas, as a scenario file would write it. */
export function writtenDefaults({ gpus }: Pick<ReplicaResources, "gpus">): WrittenDefaults {
  return gpus > 0 ? withGpus : withoutGpus;
}

/** What is assumed of a deployment with such replicas. */
export function defaultBehaviour(resources: Pick<ReplicaResources, "gpus">): {
  readonly startUpSeconds: Distribution;
  readonly serviceTime: ServiceTime;
} {
  const { startUp, serviceTime } = parsed.get(writtenDefaults(resources))!;
  return { startUpSeconds: startUp, serviceTime };
}
