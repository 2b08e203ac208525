import { z } from "zod";
import type { DailyCurve, DailyTraffic } from "../../workload/Traffic.ts";
import { numberSchema } from "../fields/numberSchema.ts";
import { section } from "../fields/section.ts";
import { rateSchema } from "./rateSchema.ts";

const factor = numberSchema({ least: 0, most: 1_000_000 });
const hour = z
  .number({ error: "expected an hour from 0 to below 24" })
  .min(0, { error: "expected an hour from 0 to below 24" })
  .lt(24, { error: "expected an hour from 0 to below 24" });
const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** A rate that repeats every day: by hours, or as a wave. */
export const dailySchema = section({
  rate: rateSchema.optional().describe("The rate of an hour with the factor 1; with hourFactors."),
  hourFactors: z
    .array(factor)
    .length(24, { error: "expected 24 factors, one an hour" })
    .optional()
    .describe("What the rate is multiplied by in each hour of the day, from 0:00."),
  peak: rateSchema.optional().describe("The highest rate of the day; with trough and peakHour."),
  trough: rateSchema.optional().describe("The lowest rate of the day, twelve hours from the peak."),
  peakHour: hour.optional().describe("The hour of the peak, such as 14.5."),
  startHour: hour.default(0).describe("The hour of the day at the start of the stream."),
  startDay: z.enum(weekdays).default("mon").describe("The day of the week at the start of the stream."),
  dayFactors: z
    .array(factor)
    .length(7, { error: "expected 7 factors, one a day from Monday" })
    .optional()
    .describe("What the rate is multiplied by on each day, from Monday. Default: all days are alike."),
})
  .transform((written, context): DailyTraffic => {
    const { rate, hourFactors, peak, trough, peakHour, dayFactors } = written;
    const isWave = peak !== undefined && trough !== undefined && peakHour !== undefined;
    const isHours = rate !== undefined && hourFactors !== undefined;
    const waveKeys = [peak, trough, peakHour].filter((value) => value !== undefined).length;
    const hourKeys = [rate, hourFactors].filter((value) => value !== undefined).length;
    let curve: DailyCurve;
    if (isWave && hourKeys === 0) {
      if (trough > peak) {
        context.addIssue({ code: "custom", path: ["trough"], message: "is above the peak" });
        return z.NEVER;
      }
      curve = {
        shape: "wave",
        peakRequestsPerSecond: peak,
        troughRequestsPerSecond: trough,
        peakHour,
      };
    } else if (isHours && waveKeys === 0) {
      curve = { shape: "hours", requestsPerSecond: rate, hourFactors };
    } else {
      context.addIssue({
        code: "custom",
        message: "needs either rate and hourFactors, or peak, trough and peakHour",
      });
      return z.NEVER;
    }
    const isSilent =
      (curve.shape === "wave"
        ? curve.peakRequestsPerSecond === 0
        : curve.requestsPerSecond === 0 || curve.hourFactors.every((each) => each === 0)) ||
      dayFactors?.every((each) => each === 0) === true;
    if (isSilent) {
      context.addIssue({ code: "custom", message: "has no requests in the whole week" });
      return z.NEVER;
    }
    return {
      curve,
      startHour: written.startHour,
      startDay: weekdays.indexOf(written.startDay),
      dayFactors: dayFactors ?? null,
    };
  })
  .describe("A Poisson process with a daily curve, which a week may modify.");
