import { describe, expect, it } from "vitest";
import { parseText } from "../parseText.ts";
import { remarksOf } from "../remarksOf.ts";

const textOf = (fault: string, more = "") => `name: faults
horizon: 1h
service:
  compute_config:
    head_node: { instance_type: m5.large }
    zones: [east, west]
    enable_cross_zone_scaling: true
    worker_nodes: [{ name: w, instance_type: m5.large, market_type: SPOT }]
  applications: [{ name: a, import_path: "m:a", deployments: [{ name: A, num_replicas: 2 }] }]
cluster: { pools: { m5: { maxNodes: 8 } }, proxies: every-node }
update: { at: 30m, config: { image_uri: x:2 } }
faults: [{ ${fault} }]
${more}`;
const faultOf = (fault: string) => parseText(textOf(fault)).scenario.faults[0];
const told = (texts: readonly string[]) => texts.map((text) => text.replace(/^x\.yaml:\d+:\d+: /, ""));
const refused = (fault: string) => told(remarksOf(textOf(fault)).refused);

/** The key of a fault, what it says, and what it does as written with and without what may be left out. */
const ofCanary = { version: "canary" };
const ofPrimary = { version: "primary" };
const toTheEnd = { durationSeconds: null };
const aMinute = { durationSeconds: 60 };
const effects: readonly (readonly [written: string, effect: Readonly<Record<string, unknown>>])[] = [
  ["kind: never-healthy", { ...ofCanary, deployment: null, mode: "hangs", ...toTheEnd }],
  [
    "kind: never-healthy, version: primary, deployment: A, mode: crashes, duration: 1m",
    { ...ofPrimary, deployment: "A", mode: "crashes", ...aMinute },
  ],
  [
    "kind: unhealthy, version: primary",
    { ...ofPrimary, deployment: null, count: null, failsRequests: false },
  ],
  [
    "kind: unhealthy, version: canary, count: 3, failsRequests: true",
    { ...ofCanary, deployment: null, count: 3, failsRequests: true },
  ],
  ["kind: replica-crash, version: primary", { ...ofPrimary, deployment: null, count: 1 }],
  [
    "kind: replica-crash, version: primary, deployment: A, count: 2",
    { ...ofPrimary, deployment: "A", count: 2 },
  ],
  ["kind: node-loss, version: primary", { ...ofPrimary, workerGroup: null, count: 1 }],
  [
    "kind: node-loss, version: primary, workerGroup: w, count: 2",
    { ...ofPrimary, workerGroup: "w", count: 2 },
  ],
  [
    "kind: spot-preemption, version: primary",
    { ...ofPrimary, workerGroup: null, count: 1, warningSeconds: 120 },
  ],
  [
    "kind: spot-preemption, version: primary, workerGroup: w, count: 2, warning: 30s",
    { ...ofPrimary, workerGroup: "w", count: 2, warningSeconds: 30 },
  ],
  ["kind: stock-out, pool: m5", { pool: "m5", ...toTheEnd }],
  ["kind: stock-out, pool: m5, duration: 1m", { pool: "m5", ...aMinute }],
  ["kind: slow, version: primary, factor: 3", { ...ofPrimary, factor: 3, ...toTheEnd }],
  ["kind: slow, version: primary, factor: 3, duration: 1m", { ...ofPrimary, factor: 3, ...aMinute }],
  ["kind: errors, version: primary, percent: 5", { ...ofPrimary, percent: 5, ...toTheEnd }],
  ["kind: errors, version: primary, percent: 5, duration: 1m", { ...ofPrimary, percent: 5, ...aMinute }],
  ["kind: head-node-death, version: primary", ofPrimary],
  ["kind: proxy-death, version: primary", { ...ofPrimary, count: 1 }],
  ["kind: proxy-death, version: primary, count: 2", { ...ofPrimary, count: 2 }],
  [
    "kind: crash-loop, version: primary",
    {
      ...ofPrimary,
      deployment: null,
      percent: 100,
      lifetimeSeconds: { kind: "exponential", mean: 60 },
      ...toTheEnd,
    },
  ],
  [
    "kind: crash-loop, version: primary, percent: 50, lifetime: 5s, duration: 1m",
    { ...ofPrimary, deployment: null, percent: 50, lifetimeSeconds: { kind: "fixed", value: 5 }, ...aMinute },
  ],
  [
    "kind: slow-start, version: primary, factor: 2",
    { ...ofPrimary, deployment: null, factor: 2, ...toTheEnd },
  ],
  [
    "kind: slow-start, version: primary, factor: 2, duration: 1m",
    { ...ofPrimary, deployment: null, factor: 2, ...aMinute },
  ],
  ["kind: hung-replica, version: primary", { ...ofPrimary, deployment: null, count: 1, ...toTheEnd }],
  [
    "kind: hung-replica, version: primary, count: 2, duration: 1m",
    { ...ofPrimary, deployment: null, count: 2, ...aMinute },
  ],
  [
    "kind: flapping-health, version: primary",
    {
      ...ofPrimary,
      deployment: null,
      count: null,
      failingSeconds: 25,
      passingSeconds: 60,
      failsRequests: false,
      ...toTheEnd,
    },
  ],
  [
    "kind: flapping-health, version: primary, count: 2, failing: 10s, passing: 20s, failsRequests: true, duration: 1m",
    {
      ...ofPrimary,
      deployment: null,
      count: 2,
      failingSeconds: 10,
      passingSeconds: 20,
      failsRequests: true,
      ...aMinute,
    },
  ],
  [
    "kind: gray-failure, version: primary",
    { ...ofPrimary, deployment: null, count: 1, factor: 10, ...toTheEnd },
  ],
  [
    "kind: gray-failure, version: primary, count: 2, factor: 4, duration: 1m",
    { ...ofPrimary, deployment: null, count: 2, factor: 4, ...aMinute },
  ],
  [
    "kind: memory-leak, version: primary, afterRequests: 100",
    { ...ofPrimary, deployment: null, afterRequests: 100, afterSeconds: null, ...toTheEnd },
  ],
  [
    "kind: memory-leak, version: primary, afterTime: 5m, duration: 1m",
    { ...ofPrimary, deployment: null, afterRequests: null, afterSeconds: 300, ...aMinute },
  ],
  ["kind: brown-out", { factor: 1, errorPercent: 0, ...toTheEnd }],
  ["kind: brown-out, factor: 2, errorPercent: 5, duration: 1m", { factor: 2, errorPercent: 5, ...aMinute }],
  ["kind: traffic-surge, factor: 2", { factor: 2, ...toTheEnd }],
  ["kind: traffic-surge, factor: 2, duration: 1m", { factor: 2, ...aMinute }],
  ["kind: load-balancer-lag, delay: 5s", { delaySeconds: 5, ...toTheEnd }],
  ["kind: load-balancer-lag, delay: 5s, duration: 1m", { delaySeconds: 5, ...aMinute }],
  [
    "kind: metrics-outage, version: primary",
    { ...ofPrimary, deployment: null, lostPercent: 100, delaySeconds: 0, ...toTheEnd },
  ],
  [
    "kind: metrics-outage, version: primary, lostPercent: 50, delay: 5s, duration: 1m",
    { ...ofPrimary, deployment: null, lostPercent: 50, delaySeconds: 5, ...aMinute },
  ],
  ["kind: zone-loss, zone: west", { zone: "west", ...toTheEnd }],
  ["kind: zone-loss, zone: west, duration: 1m", { zone: "west", ...aMinute }],
  [
    "kind: spot-wave",
    { workerGroup: null, percent: 100, warningSeconds: 120, spreadSeconds: 0, ...toTheEnd },
  ],
  [
    "kind: spot-wave, workerGroup: w, percent: 50, warning: 10s, spread: 20s, duration: 1m",
    { workerGroup: "w", percent: 50, warningSeconds: 10, spreadSeconds: 20, ...aMinute },
  ],
];

describe("what a fault does", () => {
  it.each(effects)("is as written, with the defaults of the reference: %s", (written, effect) => {
    const kind = /kind: ([\w-]+)/.exec(written)?.[1];
    expect(faultOf(`at: 1m, ${written}`)).toEqual({
      name: `${kind}-1`,
      trigger: { kind: "at", atSeconds: 60 },
      effect: { kind, ...effect },
    });
  });

  it.each([
    [
      "kind: replica-crash, version: primary, deployment: B",
      'deployment: unknown deployment "B"; known deployments: A',
    ],
    [
      "kind: node-loss, version: primary, workerGroup: v",
      'workerGroup: unknown worker group "v"; known worker groups: w',
    ],
    ["kind: stock-out, pool: g5", 'pool: unknown pool "g5"; known pools: m5'],
    ["kind: zone-loss, zone: wset", 'zone: unknown zone "wset"; did you mean "west"?'],
  ])("names what there is: %s", (written, problem) => {
    expect(refused(`at: 1m, ${written}`)).toEqual([`faults[0].${problem}`]);
  });

  it("is refused where there is nothing of its kind at all", () => {
    const bare = (fault: string) =>
      told(
        remarksOf(`name: x
horizon: 1h
service: [{ import_path: m.a, deployments: [{ name: A }] }]
faults: [{ at: 1m, ${fault} }]
`).refused,
      );
    expect(bare("kind: stock-out, pool: m5")).toEqual([
      'faults[0].pool: unknown pool "m5"; cluster.pools describes none',
    ]);
    expect(bare("kind: zone-loss, zone: east")).toEqual([
      'faults[0].zone: unknown zone "east"; neither cluster.zones nor the compute config names any',
    ]);
    expect(bare("kind: proxy-death, version: primary")).toEqual([
      "faults[0].kind: there are no proxies that could die; set cluster.proxies (every-node or head-only)",
    ]);
  });
});

describe("when a fault strikes", () => {
  const crash = "kind: replica-crash, version: primary";

  it.each([
    ["when: { canaryCapacityPercent: 50 }", { kind: "canary-capacity", percent: 50, delaySeconds: 0 }],
    [
      "when: { canaryTrafficPercent: 25, after: 5s }",
      { kind: "canary-traffic", percent: 25, delaySeconds: 5 },
    ],
    ["atRandom: { perHour: 2 }", { kind: "at-random", perHour: 2, fromSeconds: 0, toSeconds: 3600 }],
    [
      "atRandom: { perHour: 2, from: 5m, to: 2h }",
      { kind: "at-random", perHour: 2, fromSeconds: 300, toSeconds: 3600 },
    ],
    [
      "atRandom: { perHour: 2, from: 5m, to: 10m }",
      { kind: "at-random", perHour: 2, fromSeconds: 300, toSeconds: 600 },
    ],
  ])("is as written: %s", (written, trigger) => {
    expect(faultOf(`${written}, ${crash}`)?.trigger).toEqual(trigger);
  });

  it.each([
    ["at: 1h", "faults[0].at: is not before the horizon, so that the fault never strikes"],
    [
      "atRandom: { perHour: 1, from: 1h }",
      "faults[0].atRandom.from: is not before the horizon, so that the fault never strikes",
    ],
  ])("is never, with a warning, from the horizon on: %s", (written, warning) => {
    expect(told(remarksOf(textOf(`${written}, ${crash}`)).warnings)).toContain(warning);
    const earlier = written.replace("1h", "3599s");
    expect(told(remarksOf(textOf(`${earlier}, ${crash}`)).warnings)).not.toContain(warning);
  });

  it("is refused where it ends before it begins, and where more strikes would be played than make sense", () => {
    const random = (inside: string) => refused(`atRandom: { ${inside} }, ${crash}`);
    expect(random("perHour: 1, from: 5m, to: 5m")).toEqual([
      "faults[0].atRandom.to: ends at 300 s, but begins at 300 s; expected a later end",
    ]);
    expect(random("perHour: 3600")).toEqual([]);
    const long = textOf(`atRandom: { perHour: 3600 }, ${crash}`).replace("horizon: 1h", "horizon: 3h");
    expect(told(remarksOf(long).refused)).toEqual([
      "faults[0].atRandom.perHour: found 3600; that is 10800 strikes, expected at most 10000",
    ]);
  });

  it("is warned of where it waits for a rollout and there is none", () => {
    const without = textOf(`when: { canaryTrafficPercent: 10 }, ${crash}`).replace(/^update:.*\n/m, "");
    expect(told(remarksOf(without).warnings)).toContain(
      "faults[0].when: waits for a rollout, but nothing is rolled out",
    );
  });
});
