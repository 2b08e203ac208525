import type { Timer } from "../../engine/EventLoop.ts";
import type { RandomStream, RandomStreams } from "../../engine/RandomStreams.ts";
import type { ArrivalSource } from "../../workload/arrivals/ArrivalSource.ts";
import { createArrivalSource } from "../../workload/arrivals/createArrivalSource.ts";
import { KeyedDraws } from "../../workload/arrivals/KeyedDraws.ts";
import { UserRequests } from "../../workload/clients/UserRequests.ts";
import type { TrafficStream } from "../../workload/Traffic.ts";

/** One traffic stream as it is played. */
export interface TrafficSource {
  /** Requests that come whatever becomes of those before them (an open loop), or users who wait for answers. */
  readonly arrivals: ArrivalSource | UserRequests;
  readonly timer: Timer;
  /** Keys of the draws of what requests call, by their serial number and attempt. */
  readonly keys: KeyedDraws;
  /** One draw a request each, whether it is needed or not: two plans meet the same luck. */
  readonly split: RandomStream;
  readonly service: RandomStream;
  readonly errors: RandomStream;
  sentCount: number;
  /** Drawn from only while a fault multiplies the traffic: how many more, when, and their luck. */
  readonly surge: RandomStream;
  surgeCount: number;
}

/** The stream with this index, at its beginning; its timer tells of the next request. */
export function createTrafficSource(
  stream: TrafficStream,
  options: { readonly index: number; readonly streams: RandomStreams; readonly timer: Timer },
): TrafficSource {
  const { index, streams, timer } = options;
  const random = (purpose: string) => streams.stream(`${purpose}/${index}`);
  return {
    arrivals: createArrivals(stream, random),
    timer,
    keys: new KeyedDraws(random("calls")),
    split: random("split"),
    service: random("service"),
    errors: random("errors"),
    sentCount: 0,
    surge: random("surge"),
    surgeCount: 0,
  };
}

function createArrivals(
  stream: TrafficStream,
  random: (purpose: string) => RandomStream,
): ArrivalSource | UserRequests {
  const purposes = {
    arrivals: random("arrivals"),
    sizes: random("sizes"),
    pinning: random("pinning"),
    sessions: random("sessions"),
  };
  return stream.arrivals.kind === "closed-loop"
    ? new UserRequests(stream, stream.arrivals, purposes)
    : createArrivalSource(stream, purposes);
}
