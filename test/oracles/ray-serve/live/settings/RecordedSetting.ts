import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { rayVersion } from "../../readVectors.ts";

const column = z.array(z.number().nullable());
const deployment = z.looseObject({
  name: z.string(),
  num_replicas: z.number().optional(),
  max_ongoing_requests: z.number(),
  ray_actor_options: z.looseObject({ num_cpus: z.number() }),
});
/** What settings.py says of a setting. */
const setting = z.object({
  name: z.string(),
  /** As it was deployed. */
  application: z.looseObject({
    import_path: z.string(),
    args: z.record(z.string(), z.number()),
    deployments: z.array(deployment).min(1),
  }),
  entry: z.enum(["handle", "http"]),
  nodes: z.number(),
  endSeconds: z.number(),
  meanSeconds: z.number(),
  ownSeconds: z.number(),
  models: z.number(),
  /** When, what, and to which deployment. */
  commands: z.array(z.tuple([z.number(), z.enum(["heavyweight-update", "kill-replica"]), z.string()])),
});
const run = z.object({
  recordedAt: z.string(),
  loadAverage: z.number(),
  /** What Ray and the client used of the processors, by role. */
  cpuSeconds: z.record(z.string(), z.number()),
  /** Shares of the machine that the recording's own processes and all others used. */
  ownCpu: z.number(),
  otherCpu: z.number(),
  commands: z.array(z.array(z.union([z.string(), z.number()]))),
  /** Seconds since the start, kind, and the replica and deployment, or the deployment and its targets before and after. */
  events: z.array(z.tuple([z.number(), z.string(), z.string()]).rest(z.string())),
  replicas: z.array(z.string()),
  /** By number of the request: what became of it instead of an answer. */
  failures: z.record(z.string(), z.string()),
  /**
   * Tenths of milliseconds: `late` since the request was due, all others since it was sent: `done` at the client, `began`
   * and `ended` in the user's code. `replica`, `modelReplica` and `batchSize` are numbers.
   */
  columns: z
    .record(z.string(), column)
    .and(z.object({ late: column, done: column, began: column, ended: column })),
});
const recordedSetting = z.object({
  rayVersion: z.literal(rayVersion),
  setting,
  /** The same in every run: tenths of milliseconds, and the number of the model that is asked for. */
  requests: z.object({
    arrival: z.array(z.number()),
    seconds: z.array(z.number()),
    own: z.array(z.number()).nullable(),
    model: z.array(z.number()).nullable(),
  }),
  runs: z.array(run).min(1),
});

export type RecordedSetting = z.output<typeof recordedSetting>;
export type RecordedRun = z.output<typeof run>;

const folder = new URL(".", import.meta.url);
const suffix = ".json.gz";

/** The names of all settings that were recorded. */
export function recordedSettingNames(): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length))
    .sort();
}

/** What recordSettings.py has recorded of a setting of real Ray Serve. */
export function readRecordedSetting(name: string): RecordedSetting {
  const json: unknown = JSON.parse(
    gunzipSync(readFileSync(new URL(`${name}${suffix}`, folder))).toString("utf8"),
  );
  return recordedSetting.parse(json);
}
