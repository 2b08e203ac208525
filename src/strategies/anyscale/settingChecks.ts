import { type Check, expected, isFiniteNumber, orNull } from "../../values/Check.ts";
import { firstProblem } from "../../values/firstProblem.ts";
import { plainCopy } from "../../values/plainCopy.ts";
import { checkPercent } from "../capacity/checkPercent.ts";
import { checkRounding } from "../capacity/checkRounding.ts";
import { checkSurge } from "./plan/checkSurge.ts";
import { checkTrafficPattern } from "./plan/checkTrafficPattern.ts";
import type { RolloutSettings } from "./RolloutSettings.ts";

const isTrue: Check = (value) => (typeof value === "boolean" ? null : expected("true or false", value));
const seconds: Check = (value) =>
  isFiniteNumber(value) && value >= 0 ? null : expected("a number of seconds, 0 or more", value);
const someSeconds: Check = (value) =>
  isFiniteNumber(value) && value > 0 ? null : expected("a number of seconds above 0", value);

export const percentCheck: Check = (value) => checkPercent(value, "it")[0]?.message ?? null;
export const surgeCheck: Check = (value) =>
  checkSurge(value)[0]?.message.replace(/^maxSurgePercent /, "it ") ?? null;

/** What each setting of a rollout must be, for those that a program gives. */
export const settingChecks: Readonly<Record<keyof RolloutSettings, Check>> = {
  maxSurgePercent: surgeCheck,
  canaryPercent: orNull(percentCheck),
  autoCompleteRollout: isTrue,
  trafficPattern: (value) =>
    Array.isArray(value)
      ? (checkTrafficPattern(value)[0]?.message ?? null)
      : expected("a list of canary traffic percentages", value),
  trafficIntervalSeconds: seconds,
  rounding: (value) => checkRounding(value)[0]?.message ?? null,
  timeoutSeconds: someSeconds,
  holdSeconds: seconds,
  connectionDrainSeconds: seconds,
  unhealthyGraceSeconds: seconds,
};

/** What is wrong with the settings of a rollout, in words; `null`: nothing. */
export const checkSettings: Check = (value) => {
  const settings = plainCopy(value);
  if (settings === null) return expected("the settings of a rollout", value);
  return firstProblem(settings, settingChecks, []);
};
