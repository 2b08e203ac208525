import type { Distribution } from "../../engine/Distribution.ts";
import type { RandomStream } from "../../engine/RandomStreams.ts";
import { sample } from "../../engine/sample.ts";
import type { HopOverhead, OverheadSettings } from "./OverheadSettings.ts";

const tableSize = 1024;

/**
 * What hops take, ready to be drawn by a place in a table: 1,024 equally likely values of each quantity that varies, the middles of as many equal
 * parts of its distribution, and one of each that does not. A draw is a look into it, for every request makes four.
 */
export interface HopDraws {
  readonly slotSeconds: Float64Array;
  readonly waySeconds: Float64Array;
  readonly callerCpuSeconds: Float64Array;
  readonly replicaCpuSeconds: Float64Array;
  /** Some of them varies. */
  readonly isDrawn: boolean;
}

/** The hops to a deployment, with their luck. */
export interface RouterHops {
  readonly entry: HopDraws;
  readonly call: HopDraws;
  readonly random: RandomStream;
}

/** What the hops of a router take, and what they draw it with. */
export function routerHops(settings: OverheadSettings, random: RandomStream): RouterHops {
  return { entry: hopDraws(settings.entry), call: hopDraws(settings.call), random };
}

function hopDraws(hop: HopOverhead): HopDraws {
  const tables = {
    slotSeconds: tableOf(hop.slotSeconds),
    waySeconds: tableOf(hop.waySeconds),
    callerCpuSeconds: tableOf(hop.callerCpuSeconds),
    replicaCpuSeconds: tableOf(hop.replicaCpuSeconds),
  };
  return { ...tables, isDrawn: Object.values(tables).some(({ length }) => length > 1) };
}

function tableOf(distribution: Distribution): Float64Array {
  if (distribution.kind === "fixed") return Float64Array.of(distribution.value);
  return Float64Array.from({ length: tableSize }, (_, place) =>
    sample(distribution, () => (place + 0.5) / tableSize),
  );
}
