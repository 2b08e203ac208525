import type { InstanceType } from "../../cluster/Cluster.ts";
import type { ClusterSection } from "../schema/clusterSchema.ts";

/** A machine as `cluster.instanceTypes` describes it. */
export function describedType(
  name: string,
  described: ClusterSection["instanceTypes"][string],
): InstanceType {
  const { memory, acceleratorType, ...rest } = described;
  return {
    name,
    ...rest,
    ...(memory === undefined ? {} : { memoryBytes: memory }),
    // What a machine with GPUs has is not known where it is not said.
    ...(acceleratorType === undefined
      ? rest.gpus > 0
        ? {}
        : { acceleratorType: null }
      : { acceleratorType }),
  };
}
