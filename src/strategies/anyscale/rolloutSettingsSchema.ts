import { z } from "zod";
import type { RolloutSettings } from "./RolloutSettings.ts";

const percent = z.number().min(0).max(100);
const seconds = z.number().nonnegative();

/** Settings of a rollout as programs give them; scenario files write them under `update:`. */
export const rolloutSettingsSchema: z.ZodType<RolloutSettings> = z.strictObject({
  maxSurgePercent: z.number().int().min(1).max(100),
  canaryPercent: percent.nullable(),
  autoCompleteRollout: z.boolean(),
  trafficPattern: z.array(percent).min(1),
  trafficIntervalSeconds: seconds,
  rounding: z.enum(["up", "half-up"]),
  timeoutSeconds: z.number().positive(),
  holdSeconds: seconds,
  connectionDrainSeconds: seconds,
  unhealthyGraceSeconds: seconds,
});
