import { describe, expect, it } from "vitest";
import { EventLoop } from "../../../src/engine/EventLoop.ts";
import { MetricsChannel, type MetricsDisturbance } from "../../../src/simulation/replicas/MetricsChannel.ts";
import type { DeploymentWorld, VersionWorld } from "../../../src/simulation/world/World.ts";

const [mine, other] = [{}, {}] as VersionWorld[];
const chat = { version: mine, definition: { name: "chat" } } as DeploymentWorld;

/** Sends a report after these faults; tells whether it came at once, and when it came, or `null`. */
function sendAfter(faults: readonly Partial<MetricsDisturbance>[], { ended = false } = {}) {
  const loop = new EventLoop({ maxEvents: 10 });
  const channel = new MetricsChannel({ loop });
  const calm = { version: mine!, deployment: null, lostPercent: 0, delaySeconds: 0, random: () => 0.5 };
  const ends = faults.map((fault) => channel.disturb({ ...calm, ...fault }));
  if (ended) for (const end of ends) end();
  let atSeconds: number | null = null;
  const isAtOnce = channel.send(chat, () => {
    atSeconds = loop.nowSeconds;
  });
  loop.runUntil(100);
  return [isAtOnce, atSeconds];
}

describe("a report for the autoscaler", () => {
  const atOnce = [true, 0];
  const never = [false, null];

  it("comes at once without a fault, and after one has ended", () => {
    expect(sendAfter([])).toEqual(atOnce);
    expect(sendAfter([{ lostPercent: 100 }, { delaySeconds: 5 }], { ended: true })).toEqual(atOnce);
  });

  it("is late by the longest of the delays that meet it", () => {
    expect(sendAfter([{ delaySeconds: 3 }, { delaySeconds: 9 }, { delaySeconds: 5 }])).toEqual([false, 9]);
  });

  it("is lost as often as the fault says, however late it would be", () => {
    expect(sendAfter([{ lostPercent: 51, delaySeconds: 5 }])).toEqual(never);
    expect(sendAfter([{ lostPercent: 50 }])).toEqual(atOnce);
    expect(sendAfter([{ lostPercent: 49 }])).toEqual(atOnce);
    expect(sendAfter([{ lostPercent: 51 }, { lostPercent: 0 }])).toEqual(never);
    expect(sendAfter([{ lostPercent: 0, random: () => 0 }])).toEqual(atOnce);
  });

  it("is met by faults of its version and its deployment alone", () => {
    const all = { lostPercent: 100 };
    expect(sendAfter([{ ...all, deployment: "chat" }])).toEqual(never);
    expect(sendAfter([{ ...all, deployment: "embed" }])).toEqual(atOnce);
    expect(sendAfter([{ ...all, version: other! }])).toEqual(atOnce);
    expect(sendAfter([{ ...all, version: other!, deployment: "chat" }])).toEqual(atOnce);
  });

  it("takes no draw of a fault that does not meet it, so that the next ones find the same luck", () => {
    let draws = 0;
    const random = () => {
      draws++;
      return 0.5;
    };
    sendAfter([
      { deployment: "embed", random },
      { version: other!, random },
    ]);
    expect(draws).toBe(0);
    sendAfter([{ lostPercent: 0, random }]);
    expect(draws).toBe(1);
  });
});
