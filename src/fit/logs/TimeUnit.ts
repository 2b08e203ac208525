/** Units of times in logs, and how many seconds each is. */
export const secondsOfUnit = { s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 } as const;

export type TimeUnit = keyof typeof secondsOfUnit;

/** Whether it is the name of a unit of time. */
export function isTimeUnit(text: string): text is TimeUnit {
  return Object.hasOwn(secondsOfUnit, text);
}

/** The unit in the name of a column (`latency_ms`, `duration (s)`, `processing_seconds`); `null`: it has none. */
export function unitInName(name: string): TimeUnit | null {
  const last = /(?:^|[^a-z])([a-z]+)\W*$/.exec(name.replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase())?.[1];
  switch (last) {
    case "s":
    case "sec":
    case "secs":
    case "second":
    case "seconds":
      return "s";
    case "ms":
    case "msec":
    case "millis":
    case "milliseconds":
      return "ms";
    case "us":
    case "micros":
    case "microseconds":
      return "us";
    case "ns":
    case "nanos":
    case "nanoseconds":
      return "ns";
    default:
      return null;
  }
}

/** The unit of a number of time units since 1970, by its size: of the years 1973 to 2286 no two are the same. `null`: too small for one. */
export function unitSince1970(value: number): TimeUnit | null {
  if (value >= 1e17) return "ns";
  if (value >= 1e14) return "us";
  if (value >= 1e11) return "ms";
  return value >= 1e8 ? "s" : null;
}
