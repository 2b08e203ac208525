import { describe, expect, it } from "vitest";
import { EventLoop } from "../../../src/engine/EventLoop.ts";
import { LoadBalancer } from "../../../src/simulation/traffic/LoadBalancer.ts";
import type { VersionWorld } from "../../../src/simulation/world/World.ts";

/** The balancer reads names alone. */
const named = (id: string) => ({ id }) as VersionWorld;
const [v1, v2] = [named("v1"), named("v2")];
const shares = (percent: number) => [
  { version: v1, percent: 100 - percent },
  { version: v2, percent },
];

function bench() {
  const loop = new EventLoop({ maxEvents: 1000 });
  const balancer = new LoadBalancer(loop);
  balancer.command(shares(0));
  const goesTo = (stream: number) => balancer.choose(stream, 0.1)?.id;
  return { loop, balancer, goesTo };
}

describe("shares of single streams", () => {
  it("hold for each stream from when they are told, and until the next split for all", () => {
    const { balancer, goesTo } = bench();
    balancer.command(shares(50));
    balancer.divide([shares(0), shares(100)]);
    expect([goesTo(0), goesTo(1)]).toEqual(["v1", "v2"]);
    balancer.command(shares(0));
    expect([goesTo(0), goesTo(1)]).toEqual(["v1", "v1"]);
  });

  it("are nobody's where a stream has no share at all", () => {
    const { balancer, goesTo } = bench();
    balancer.command(shares(50));
    balancer.divide([shares(0), []]);
    expect([goesTo(0), goesTo(1)]).toEqual(["v1", undefined]);
  });

  it("wait for the split that they belong to, where that lags, and are forgotten with it", () => {
    const { loop, balancer, goesTo } = bench();
    const undo = balancer.lag(10);
    balancer.command(shares(50));
    undo();
    balancer.divide([shares(0), shares(100)]);
    expect(goesTo(1)).toBe("v1");
    loop.runUntil(10);
    expect([goesTo(0), goesTo(1)]).toEqual(["v1", "v2"]);

    const again = balancer.lag(10);
    balancer.command(shares(20));
    balancer.divide([shares(100), shares(100)]);
    again();
    balancer.command(shares(0));
    loop.runUntil(30);
    expect([goesTo(0), goesTo(1)]).toEqual(["v1", "v1"]);
  });

  it("change nothing of the splits that are told", () => {
    const { balancer } = bench();
    balancer.command(shares(50));
    balancer.divide([shares(0), shares(100)]);
    balancer.divide([shares(100), shares(0)]);
    expect(balancer.inEffect.map((each) => each.shares.length)).toEqual([1, 2]);
  });
});
