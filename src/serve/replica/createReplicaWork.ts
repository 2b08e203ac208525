import type { RequestTable } from "../path/RequestTable.ts";
import type { WorkCounts } from "../path/WorkCounts.ts";
import { ContinuousBatching } from "./ContinuousBatching.ts";
import { DelayedWork } from "./DelayedWork.ts";
import { DynamicBatching } from "./DynamicBatching.ts";
import { ProcessorSharing } from "./ProcessorSharing.ts";
import type { ReplicaWork } from "./ReplicaWork.ts";
import type { WorkStyle } from "./WorkStyle.ts";

/** The work of a replica without requests. `style` `null`: processor sharing. */
export function createReplicaWork(
  requests: RequestTable,
  options: {
    readonly style: WorkStyle | null;
    readonly slowdown: number;
    readonly speed: number;
    readonly counts: WorkCounts;
  },
): ReplicaWork {
  const { style, slowdown, speed, counts } = options;
  if (style === null) return new ProcessorSharing(requests, { slowdown, speed });
  switch (style.kind) {
    case "llm":
      return new DelayedWork(
        requests,
        new ContinuousBatching(requests, { profile: style.profile, speed, counts }),
      );
    case "batches":
      return new DelayedWork(requests, new DynamicBatching(requests, { ...style, slowdown, speed, counts }));
  }
}
