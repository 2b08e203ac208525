import { describe, expect, it } from "vitest";
import { EventLoop } from "../../src/engine/EventLoop.ts";
import { UpdateClock } from "../../src/simulation/updates/UpdateClock.ts";
import { buildScenario } from "./buildScenario.ts";
import { deployAt } from "./deployAt.ts";
import { playLawfully } from "./playLawfully.ts";

describe("the time of an update", () => {
  it("runs from its beginning to its end, and again from the beginning of the next", () => {
    const loop = new EventLoop({ maxEvents: 10 });
    const clock = new UpdateClock(loop);
    expect(clock.record).toBe(null);
    clock.begin();
    expect(clock.record).toEqual({ startedAtSeconds: 0, endedAtSeconds: null, outcome: null });
    clock.end("paused");
    expect(clock.record).toEqual({ startedAtSeconds: 0, endedAtSeconds: 0, outcome: "paused" });
  });

  it("goes on, without an end, when a paused update is resumed", () => {
    const clock = new UpdateClock(new EventLoop({ maxEvents: 10 }));
    clock.resume();
    expect(clock.record).toBe(null);
    clock.begin();
    clock.end("paused");
    clock.resume();
    expect(clock.record).toEqual({ startedAtSeconds: 0, endedAtSeconds: null, outcome: null });
  });

  it("does not end before it began", () => {
    expect(() => new UpdateClock(new EventLoop({ maxEvents: 10 })).end("completed")).toThrow("never began");
  });

  it("has no duration in a run that ends while a resumed rollout is on its way", () => {
    const more = {
      atSeconds: 900,
      command: { kind: "set-canary-percent", canaryPercent: 75, maxSurgePercent: null },
    } as const;
    const play = (horizonSeconds: number) =>
      playLawfully(buildScenario({ horizonSeconds, commands: [deployAt(0, { canaryPercent: 25 }), more] }))
        .summary;
    expect(play(899)).toMatchObject({ outcome: "paused", durationMinutes: expect.any(Number) });
    expect(play(910)).toMatchObject({ outcome: "in-progress", durationMinutes: null });
  });
});
