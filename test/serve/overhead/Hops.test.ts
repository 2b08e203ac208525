import { describe, expect, it } from "vitest";
import type { Distribution } from "../../../src/engine/Distribution.ts";
import { createRandomStreams } from "../../../src/engine/RandomStreams.ts";
import type { HopOverhead } from "../../../src/serve/overhead/OverheadSettings.ts";
import { clientCaller } from "../../../src/serve/path/Caller.ts";
import { pathRouter } from "../../../src/serve/path/PathRouter.ts";
import { watchedPath } from "../watchedPath.ts";

const always = (value: number): Distribution => ({ kind: "fixed", value });
const noHop: HopOverhead = {
  slotSeconds: always(0),
  waySeconds: always(0),
  callerCpuSeconds: always(0),
  replicaCpuSeconds: always(0),
};
const hop = (changes: Partial<HopOverhead>): HopOverhead => ({ ...noHop, ...changes });
const entering = (changes: Partial<HopOverhead>) => ({
  overhead: { entry: hop(changes), call: noHop },
});
/** On a node that is not known. */
const elsewhere = -1;
type Watched = ReturnType<typeof watchedPath>;
const addReplica = ({ path }: Watched, changes = {}) =>
  path.addReplica({ router: pathRouter(0), maxOngoing: 1, slowdown: 0, speed: 1, owner: 0, ...changes });
const leftAt = ({ statistics }: Watched) => statistics.ends.map(({ atSeconds }) => atSeconds);
const latencies = ({ path }: Watched) => path.routers[0]?.latency;

describe("the overhead of a hop", () => {
  it("that holds the slot shifts the service time exactly: the same arrivals meet the same queue as with longer work", () => {
    const ends = [0, 0.125].map((slotSeconds) => {
      const watched = watchedPath([slotSeconds === 0 ? {} : entering({ slotSeconds: always(slotSeconds) })]);
      addReplica(watched);
      const random = createRandomStreams("shift").stream("arrivals");
      for (let index = 0; index < 500; index++) {
        watched.loop.runUntil(index * 0.5);
        // Eighths of a second: sums of them are exact.
        const workSeconds = Math.floor(random() * 8) / 8;
        watched.path.arrive(pathRouter(0), slotSeconds === 0 ? workSeconds + 0.125 : workSeconds, 0);
      }
      watched.loop.runUntil(10_000);
      return watched.statistics.ends;
    });
    expect(ends[0]).toHaveLength(500);
    expect(ends[1]).toEqual(ends[0]);
  });

  it("that holds no slot adds to the latency alone", () => {
    const watched = watchedPath([entering({ waySeconds: always(5) })]);
    addReplica(watched);
    watched.path.measureLatency(pathRouter(0));
    watched.path.arrive(pathRouter(0), 1, 0);
    watched.path.arrive(pathRouter(0), 1, 0);
    watched.loop.runUntil(100);
    expect(leftAt(watched)).toEqual([1, 2]);
    expect(latencies(watched)?.maxSeconds).toBe(7);
  });

  it("does not slow down with its replica where nothing else is served", () => {
    const watched = watchedPath([entering({ slotSeconds: always(1) })]);
    addReplica(watched, { speed: 0.25 });
    watched.path.arrive(pathRouter(0), 1, 0);
    watched.loop.runUntil(100);
    expect(leftAt(watched)).toEqual([5]);
  });

  it("waits for the replica's process, and holds the slot meanwhile", () => {
    const watched = watchedPath([{ maxOngoingRequests: 3, ...entering({ replicaCpuSeconds: always(1) }) }]);
    addReplica(watched, { maxOngoing: 3 });
    for (let index = 0; index < 3; index++) watched.path.arrive(pathRouter(0), 10, 0);
    watched.loop.runUntil(100);
    expect(leftAt(watched)).toEqual([10, 11, 12]);
  });

  it("of two replicas waits for their CPU only where they share one", () => {
    const ends = (nodes: readonly number[], nodeCpus: number) => {
      const watched = watchedPath([entering({ replicaCpuSeconds: always(1) })]);
      for (const node of nodes) addReplica(watched, node === elsewhere ? {} : { node, nodeCpus });
      for (const _ of nodes) watched.path.arrive(pathRouter(0), 10, 0);
      watched.loop.runUntil(100);
      return leftAt(watched);
    };
    expect(ends([1, 1], 1)).toEqual([10, 11]);
    expect(ends([1, 1], 2)).toEqual([10, 10]);
    expect(ends([1, 2], 1)).toEqual([10, 10]);
    expect(ends([elsewhere, elsewhere], 1)).toEqual([10, 10]);
  });

  it("waits for the proxy of the replica's node, or the one by which the request comes", () => {
    const longest = (byProxy: boolean) => {
      const watched = watchedPath([
        { maxOngoingRequests: 9, ...entering({ callerCpuSeconds: always(1), waySeconds: always(0.5) }) },
      ]);
      for (const node of [1, 2]) addReplica(watched, { maxOngoing: 9, node, nodeCpus: 8 });
      watched.path.measureLatency(pathRouter(0));
      const router = byProxy
        ? watched.path.addProxyRouter(pathRouter(0), {
            home: { node: 1, zone: -1 },
            place: { node: 1, cpus: 8 },
            random: createRandomStreams("proxy").stream("routing"),
          })
        : pathRouter(0);
      for (let index = 0; index < 4; index++) watched.path.arrive(router, 10, 0);
      watched.loop.runUntil(100);
      return latencies(watched)?.maxSeconds;
    };
    expect(longest(false)).toBe(11.5);
    expect(longest(true)).toBe(13.5);
  });

  it("lets a client know when the answer is there", () => {
    const watched = watchedPath([entering({ waySeconds: always(3) })]);
    addReplica(watched);
    const answers: (readonly number[])[] = [];
    watched.path.answerClients((row, failure, waySeconds) => {
      answers.push([watched.loop.nowSeconds, row, failure, waySeconds]);
    });
    watched.path.arrive(pathRouter(0), 1, 0, clientCaller(7));
    watched.loop.runUntil(100);
    expect(answers).toEqual([[1, 7, -1, 3]]);
  });

  it("ends with the settings: what is under way keeps what it has", () => {
    const watched = watchedPath([entering({ slotSeconds: always(4) })]);
    addReplica(watched);
    watched.path.arrive(pathRouter(0), 1, 0);
    watched.path.setOverhead(pathRouter(0), null);
    watched.path.arrive(pathRouter(0), 1, 0);
    watched.loop.runUntil(100);
    expect(leftAt(watched)).toEqual([5, 6]);
  });
});
