import { batchCount } from "./confidenceInterval.ts";
import type { QueueModel } from "./QueueModel.ts";
import { runQueue } from "./runQueue.ts";

/** What is measured of a run: each batch's mean wait, mean latency, mean number in the system, share refused. */
export type Quantity = "wait" | "latency" | "in system" | "refused";

/** The means of every batch, by quantity, and the two sides of Little's law over the whole run. */
export interface Measured {
  readonly batchMeans: Readonly<Record<Quantity, readonly number[]>>;
  /** Integral of the number in the system over time, in request-seconds. */
  readonly inSystemSeconds: number;
  /** The latencies of all requests added up. */
  readonly latencySeconds: number;
}

/**
 * A tenth of the requests warm the queue up; the others, in order of arrival, make batches of equal size. What is done
 * counts for the batch that arrives at the time.
 */
export function measureQueue(
  model: QueueModel,
  options: { readonly requests: number; readonly seed: string },
): Measured {
  const warmUp = Math.ceil(options.requests / 10);
  const size = Math.floor((options.requests - warmUp) / batchCount);
  const column = () => new Array<number>(batchCount).fill(0);
  const [waits, latencies, refusals, served] = [column(), column(), column(), column()];
  const marks: { readonly seconds: number; readonly inSystemSeconds: number }[] = [];
  let [batch, latencySeconds, allInSystemSeconds] = [-1, 0, () => 0];
  runQueue(model, {
    ...options,
    observer: {
      onArrival(arrival, seconds, inSystemSeconds) {
        allInSystemSeconds = inSystemSeconds;
        if (arrival < warmUp || (arrival - warmUp) % size !== 0) return;
        batch++;
        marks.push({ seconds, inSystemSeconds: inSystemSeconds() });
      },
      onRefusal() {
        if (batch >= 0 && batch < batchCount) refusals[batch]! += 1 / size;
      },
      onSuccess(waitSeconds, latency) {
        latencySeconds += latency;
        if (batch < 0 || batch >= batchCount) return;
        served[batch]! += 1;
        waits[batch]! += waitSeconds;
        latencies[batch]! += latency;
      },
    },
  });
  const inSystem = column().map((_, batch) => {
    const [from, to] = [marks[batch]!, marks[batch + 1]!];
    return (to.inSystemSeconds - from.inSystemSeconds) / (to.seconds - from.seconds);
  });
  return {
    batchMeans: {
      wait: waits.map((sum, batch) => sum / served[batch]!),
      latency: latencies.map((sum, batch) => sum / served[batch]!),
      refused: refusals,
      "in system": inSystem,
    },
    inSystemSeconds: allInSystemSeconds(),
    latencySeconds,
  };
}
