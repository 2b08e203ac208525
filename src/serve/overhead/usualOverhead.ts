import type { Distribution } from "../../engine/Distribution.ts";
import type { HopOverhead } from "./OverheadSettings.ts";

const milliseconds = (value: number): Distribution => ({ kind: "fixed", value: value / 1000 });
const nothing = milliseconds(0);

/** Who sends over a hop. */
export type HopKind = "proxy" | "handle" | "call";

/** No hop takes anything: what queueing theory speaks of. */
export const noHop: HopOverhead = {
  slotSeconds: nothing,
  waySeconds: nothing,
  callerCpuSeconds: nothing,
  replicaCpuSeconds: nothing,
};

/** Milliseconds at 0, 25, 50, 75, 90 and 100 %. */
const spread = (...values: readonly number[]): Distribution => ({
  kind: "quantiles",
  percents: [0, 25, 50, 75, 90, 100],
  values: values.map((value) => value / 1000),
});

const handle: HopOverhead = {
  slotSeconds: spread(4.5, 5.7, 6.5, 7.8, 9.5, 14),
  waySeconds: milliseconds(0.5),
  callerCpuSeconds: milliseconds(5),
  replicaCpuSeconds: milliseconds(5),
};

/** What hops of ray 2.60.0 take, as measured on a calm machine with two cores (docs/decisions/overhead.md). */
export const usualOverhead: Readonly<Record<HopKind, HopOverhead>> = {
  proxy: {
    slotSeconds: spread(5, 6.5, 7.5, 9, 11, 17),
    waySeconds: spread(1.5, 2, 2.5, 3.2, 4, 7),
    callerCpuSeconds: milliseconds(8.5),
    replicaCpuSeconds: milliseconds(8),
  },
  handle,
  // A replica calls by a handle.
  call: handle,
};
