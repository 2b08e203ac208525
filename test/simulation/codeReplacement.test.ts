import { describe, expect, it } from "vitest";
import type { Fault } from "../../src/faults/Fault.ts";
import type { Deployment } from "../../src/serve/Deployment.ts";
import { buildDeployment } from "./buildDeployment.ts";
import { buildScenario } from "./buildScenario.ts";
import { buildVersion } from "./buildVersion.ts";
import { playLawfully } from "./playLawfully.ts";

const replicas = (numReplicas: number, more: Partial<Deployment> = {}) =>
  buildDeployment({ scaling: { kind: "static", numReplicas }, ...more });
const gangs = (numReplicas: number, more: Partial<Deployment> = {}) =>
  replicas(numReplicas, { gang: { size: 2, strategy: "PACK" }, ...more });

/** A fault strikes so many replicas at 100 s; new code comes later. */
const play = (
  deployment: Deployment,
  options: {
    readonly crash: number;
    readonly updateAtSeconds: number;
    readonly to?: Deployment;
    readonly seed?: string;
  },
) => {
  const { crash, updateAtSeconds, to = deployment, seed = "story" } = options;
  const effect = { kind: "replica-crash", version: "primary", deployment: null, count: crash } as const;
  const faults: readonly Fault[] = [{ name: "crash", trigger: { kind: "at", atSeconds: 100 }, effect }];
  return playLawfully(
    buildScenario({
      seed,
      primary: buildVersion({ deployments: [deployment] }),
      faults: crash === 0 ? [] : faults,
      commands: [
        {
          atSeconds: updateAtSeconds,
          command: {
            kind: "update-in-place",
            version: buildVersion({ deployments: [to] }),
            restarts: ["chat"],
          },
        },
      ],
    }),
  );
};

describe("new code", () => {
  // Two of six have crashed, and those in their place do not run yet (ray 2.60.0, `_stop_replicas`).
  const afterCrash = (more: Partial<Deployment>) =>
    play(replicas(6, { rollingUpdateShare: 0.5, ...more }), { crash: 2, updateAtSeconds: 120 }).replicas;

  it("replaces what does not run yet first, then the oldest", () => {
    const lives = afterCrash({});
    expect(lives.slice(6, 8).map(({ goneAtSeconds }) => goneAtSeconds)).toEqual([120, 120]);
    const survivors = lives.slice(0, 6).filter(({ goneAtSeconds }) => (goneAtSeconds ?? 0) > 100);
    expect(survivors).toHaveLength(4);
    expect(survivors[0]?.drainingAtSeconds).toBe(120);
    for (const life of survivors.slice(1)) expect(life.drainingAtSeconds).toBeGreaterThan(120);
  });

  it("with a surge, replaces what does not run yet at once, and what runs only when new ones do", () => {
    const lives = afterCrash({ inPlaceSurgePercent: 50 });
    expect(lives.slice(6, 8).map(({ goneAtSeconds }) => goneAtSeconds)).toEqual([120, 120]);
    // With the four that run they are the target and half of it more.
    expect(lives.filter(({ requestedAtSeconds }) => requestedAtSeconds === 120)).toHaveLength(5);
    const survivors = lives.slice(0, 6).filter(({ goneAtSeconds }) => (goneAtSeconds ?? 0) > 100);
    expect(survivors).toHaveLength(4);
    for (const life of survivors) expect(life.drainingAtSeconds).toBeGreaterThan(120);
  });

  it("waits until what is too much is gone", () => {
    const slow = {
      maxOngoingRequests: 100,
      serviceTime: { kind: "distribution", seconds: { kind: "fixed", value: 15 } },
    } as const;
    const lives = play(replicas(8, slow), { crash: 0, updateAtSeconds: 100, to: replicas(3, slow) }).replicas;
    const old = lives.slice(0, 8);
    const surplus = old.filter(({ drainingAtSeconds }) => drainingAtSeconds === 100);
    expect(surplus).toHaveLength(5);
    const last = Math.max(...surplus.map(({ goneAtSeconds }) => goneAtSeconds ?? Number.POSITIVE_INFINITY));
    expect(last).toBeGreaterThan(105);
    for (const life of old.filter((each) => !surplus.includes(each))) {
      expect(life.drainingAtSeconds).toBeGreaterThanOrEqual(last);
    }
  });
});

describe("new code of gangs", () => {
  it("replaces the gang that does not run yet first, and says why it goes", () => {
    const { replicas: lives, events } = play(gangs(4), { crash: 1, updateAtSeconds: 130 });
    expect(lives.slice(4, 6).map(({ goneAtSeconds }) => goneAtSeconds)).toEqual([130, 130]);
    expect(lives.filter(({ goneAtSeconds }) => goneAtSeconds === 130)).toHaveLength(2);
    const told = events.filter(({ message }) => message.endsWith("is stopped: its gang has older code"));
    expect(told).toHaveLength(4);
  });

  it("leaves a gang alone of which one has died, until that is known", () => {
    const deployment = gangs(4, { rollingUpdateShare: 1 });
    const broken = ["a", "b", "c", "d"].map((seed) => {
      const { replicas: lives } = play(deployment, { crash: 1, updateAtSeconds: 100.01, seed });
      const old = lives.slice(0, 4);
      const gang = old.find(({ goneAtSeconds }) => goneAtSeconds === 100)?.gang;
      const whole = old.filter((life) => life.gang !== gang);
      expect(whole.map(({ goneAtSeconds }) => goneAtSeconds)).toEqual([100.01, 100.01]);
      const left = old.find((life) => life.gang === gang && life.goneAtSeconds !== 100);
      expect(left?.goneAtSeconds).toBeGreaterThan(100.01);
      return gang;
    });
    // Be it the gang that would go first, or the other.
    expect(new Set(broken).size).toBe(2);
  });

  it("surges by whole gangs, however few replicas its share would be", () => {
    const { replicas: lives } = play(gangs(4, { inPlaceSurgePercent: 25 }), {
      crash: 0,
      updateAtSeconds: 100,
    });
    expect(lives.filter(({ requestedAtSeconds }) => requestedAtSeconds === 100)).toHaveLength(2);
  });
});
