import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { rayVersion } from "../readVectors.ts";

const command = z.object({
  atSeconds: z.number(),
  kind: z.enum(["target-capacity", "heavyweight-update", "kill-replica"]),
  value: z.number().nullable(),
});
const recording = z.object({
  rayVersion: z.literal(rayVersion),
  serviceSeconds: z.number(),
  startUpSeconds: z.number(),
  maxOngoingRequests: z.number(),
  autoscaling: z.object({
    min_replicas: z.number(),
    max_replicas: z.number(),
    target_ongoing_requests: z.number(),
    upscale_delay_s: z.number(),
    downscale_delay_s: z.number(),
    metrics_interval_s: z.number(),
    look_back_period_s: z.number(),
  }),
  gracefulShutdownWaitLoopSeconds: z.number(),
  endSeconds: z.number(),
  /** What the router needed while requests waited, measured there. */
  router: z.object({
    /** Of questions for queue lengths, from 0 to 100 % in equal steps. */
    latencyQuantilesSeconds: z.array(z.number()).min(2),
    messageSeconds: z.number(),
  }),
  /** From a step up of the load until the replicas that it asks for run and the queue is gone. */
  saturatedSeconds: z.array(z.tuple([z.number(), z.number()])),
  commands: z.array(command),
  /** Seconds, from, to, requests as the autoscaler saw them, running replicas. */
  decisions: z.array(z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()])),
  /** Seconds, target, starting, running, stopping. */
  samples: z.array(z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()])),
  /** Each replica: when samples saw it first in each state. */
  replicas: z.array(
    z.object({ id: z.string(), STARTING: z.number().optional(), RUNNING: z.number().optional() }),
  ),
  requests: z.object({
    arrivalSeconds: z.array(z.number()),
    latencySeconds: z.array(z.number()),
    errors: z.record(z.string(), z.string()),
  }),
});

export type Recording = z.output<typeof recording>;

/** What record.py has recorded of real Ray Serve. */
export function readRecording(file = new URL("./recording.json.gz", import.meta.url)): Recording {
  const json: unknown = JSON.parse(gunzipSync(readFileSync(file)).toString("utf8"));
  return recording.parse(json);
}
