import { describe, expect, it } from "vitest";
import type { Timeline, VersionRows } from "../../../src/simulation/result/Timeline.ts";
import { parseText } from "../../scenario/parseText.ts";
import { playLawfully } from "../playLawfully.ts";

/** Three backends of the legacy traffic API, of which the second goes away, and a fourth that gets copies. */
const backends = `
name: abc
horizon: 40m
timelineInterval: 10
service:
  name: chat
  applications:
    - name: app
      import_path: app:chat
      deployments: [{ name: LLM, num_replicas: 3, ray_actor_options: { num_gpus: 1 } }]
deployments: { LLM: { startUp: 30, serviceTime: 1 } }
cluster: { bootTime: 60 }
traffic: [{ deployment: LLM, constant: 2/s }]
update: { at: 2m, strategy: { weights: { backend: a, create_backend: b } }, config: { image_uri: "r/chat:2" } }
commands:
  - { at: 3m, create_backend: { name: c, config: { image_uri: "r/chat:3" } } }
  - { at: 4m, create_backend: { name: d, config: { image_uri: "r/chat:4" } } }
  - { at: 10m, set_traffic: { weights: { a: 0.5, b: 0.3, c: 0.2 } } }
  - { at: 12m, shadow_traffic: { backend: d, proportion: 0.5 } }
  - { at: 20m, set_traffic: { weights: { a: 0.5, c: 0.5 } } }
  - { at: 21m, delete_backend: { backend: b } }
`;

/** Every story twice a version: a rollout to a second version, and from that to a third before the first has drained. */
const rollouts = `
name: rollouts
horizon: 40m
timelineInterval: 10
service:
  name: chat
  applications:
    - name: app
      import_path: app:chat
      deployments: [{ name: LLM, num_replicas: 3, ray_actor_options: { num_gpus: 1 } }]
deployments: { LLM: { startUp: 30, serviceTime: 1 } }
cluster: { bootTime: 60 }
traffic: [{ deployment: LLM, constant: 2/s }]
update: { at: 2m, max_surge_percent: 100, config: { image_uri: "r/chat:2" } }
commands:
  - { at: 20m, deploy: { max_surge_percent: 100, config: { image_uri: "r/chat:3" } } }
`;

const results = { backends: play(backends), rollouts: play(rollouts) };

function play(text: string) {
  return playLawfully(parseText(text).scenario);
}

type Count =
  | "arrivedRequests"
  | "succeededRequests"
  | "failedRequests"
  | "runningReplicas"
  | "queuedRequests";

const counts: readonly Count[] = [
  "arrivedRequests",
  "succeededRequests",
  "failedRequests",
  "runningReplicas",
  "queuedRequests",
];

function valueAt({ firstRow, ...rows }: VersionRows, count: Count, row: number): number {
  return rows[count][row - firstRow] ?? 0;
}

function sumAt({ versions }: Timeline, count: Count, row: number): number {
  return versions.reduce((sum, rows) => sum + valueAt(rows, count, row), 0);
}

describe("TimelineRecorder", () => {
  it.each(Object.entries(results))(
    "tells in the rows of all versions of %s what the roles tell",
    (_, result) => {
      const { timeline } = result;
      for (const row of timeline.atSeconds.keys()) {
        for (const count of counts) {
          const roles = (timeline.canary[count][row] ?? 0) + (timeline.primary[count][row] ?? 0);
          expect(sumAt(timeline, count, row), `${count} of row ${row}`).toBe(roles);
        }
      }
    },
  );

  it("tells each version from the row in which it came to that in which it went", () => {
    const { timeline, versions } = results.backends;
    const spans = timeline.versions.map(({ version, firstRow, nodes }) => [version, firstRow, nodes.length]);
    expect(spans.map(([version]) => version)).toEqual(versions.map(({ id }) => id));
    // Deployed at 2, 3 and 4 min, in rows of 10 s.
    expect(spans.map(([, firstRow]) => firstRow)).toEqual([0, 11, 17, 23]);
    const second = timeline.versions[1]!;
    const lastRow = second.firstRow + second.nodes.length - 1;
    // Deleted at 21 min; its replicas have nothing left to do.
    expect(timeline.atSeconds[lastRow]).toBeGreaterThanOrEqual(1250);
    expect(timeline.atSeconds[lastRow]).toBeLessThan(1300);
    expect(second.runningReplicas.at(-1)).toBe(0);
  });

  it("tells the shares of each of several versions, and the copies that one gets", () => {
    const { timeline, versions } = results.backends;
    const at = (seconds: number) =>
      timeline.versions.map(({ firstRow, trafficPercent }) => trafficPercent[seconds / 10 - 1 - firstRow]);
    expect(at(900)).toEqual([50, 30, 20, 0]);
    expect(at(1210)).toEqual([50, 0, 50, 0]);
    const fourth = timeline.versions[3]!;
    expect(new Set(fourth.mirrorPercent)).toEqual(new Set([0, 50]));
    expect(fourth.mirroredRequests.reduce((sum, count) => sum + count, 0)).toBe(
      results.backends.requests.mirrored.byVersion.v4?.arrived,
    );
    expect(versions.map(({ shares }) => shares.map(({ atSeconds }) => atSeconds))).toEqual([
      [0, 600],
      [120, 600, 1200, 1260],
      [180, 600, 1200],
      [240, 720, 1200],
    ]);
    expect(versions[1]?.shares.at(-1)).toEqual({
      atSeconds: 1260,
      capacityPercent: 0,
      trafficPercent: 0,
      mirrorPercent: 0,
    });
  });

  it("tells at the end of each step what every version has", () => {
    const { steps } = results.backends;
    const split = steps.find(({ startSeconds }) => startSeconds === 600);
    expect(split?.versions.map(({ version, trafficPercent }) => [version, trafficPercent])).toEqual([
      ["v1", 50],
      ["v2", 30],
      ["v3", 20],
      ["v4", 0],
    ]);
    expect(split?.requests).toBe(split?.versions.reduce((sum, { requests }) => sum + requests, 0));
  });
});
