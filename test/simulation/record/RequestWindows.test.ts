import { describe, expect, it } from "vitest";
import { EventLoop } from "../../../src/engine/EventLoop.ts";
import { RequestStatistics } from "../../../src/metrics/RequestStatistics.ts";
import { RequestWindows } from "../../../src/simulation/record/RequestWindows.ts";

/** One request a second that takes `second / 10` s, and every tenth of them fails. */
function playSeconds(seconds: number, longestSeconds: number) {
  const loop = new EventLoop({ maxEvents: 10_000 });
  const statistics = new RequestStatistics({ failureCodes: 1 });
  const version = statistics.addVersion();
  const windows = new RequestWindows({ loop, statistics, longestSeconds });
  for (let second = 1; second <= seconds; second++) {
    loop.at(second - 0.5, 0, () => {
      statistics.recordArrival(version);
      if (second % 10 === 0) statistics.recordFailure(version, 0);
      else statistics.recordSuccess(version, 0, second / 10);
    });
  }
  loop.runUntil(seconds);
  return { loop, statistics, version, windows };
}

describe("what requests came to over a window", () => {
  it("is what ended within it, to the second", () => {
    const { windows, version } = playSeconds(100, 30);
    const figures = windows.over(version, 30);
    expect(figures.finished).toBe(30);
    expect(figures.failed).toBe(3);
    // Of 71 to 99 without 80 and 90: the middle one, and the last.
    expect(figures.latencySeconds(0.5)).toBeCloseTo(8.5, 1);
    expect(figures.latencySeconds(1)).toBeCloseTo(9.9, 1);
    expect(windows.over(version, 10)).toMatchObject({ finished: 10, failed: 1 });
  });

  it("is at most what ended since the beginning", () => {
    const { windows, version } = playSeconds(12, 60);
    expect(windows.over(version, 60)).toMatchObject({ finished: 12, failed: 1 });
  });

  it("is nothing for a version that has had no requests, and all for one that came later", () => {
    const { windows, loop, statistics } = playSeconds(20, 60);
    const later = statistics.addVersion();
    expect(windows.over(later, 10)).toMatchObject({ finished: 0, failed: 0 });
    expect(windows.over(later, 10).latencySeconds(0.5)).toBeNull();
    statistics.recordArrival(later);
    statistics.recordSuccess(later, 0.25, 0.25);
    loop.runUntil(21);
    expect(windows.over(later, 10).finished).toBe(1);
    expect(windows.over(later, 10).latencySeconds(0.5)).toBeCloseTo(0.5, 2);
  });

  it("cannot be longer than what was said before", () => {
    const { windows, version } = playSeconds(5, 10);
    expect(() => windows.over(version, 11)).toThrow(
      "a window of 11 s: the strategy says that it looks back 10 s",
    );
    expect(() => windows.over(version, 0)).toThrow("a window of 0 s");
  });

  it("costs no event where nobody looks back, and none after the end", () => {
    expect(playSeconds(10, 0).loop.eventCount).toBe(10);
    const { loop, windows } = playSeconds(10, 5);
    const { eventCount } = loop;
    windows.stop();
    loop.runUntil(100);
    expect(loop.eventCount).toBe(eventCount);
  });
});
