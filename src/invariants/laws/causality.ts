import type { LatencySummary } from "../../simulation/result/LatencySummary.ts";
import type { NodeUse } from "../../simulation/result/NodeUse.ts";
import type { ProxyLife } from "../../simulation/result/ProxyLife.ts";
import type { ReplicaLife } from "../../simulation/result/ReplicaLife.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { Invariant } from "../evidence/Invariant.ts";

export const causality: Invariant = {
  id: "causality",
  law: "Arrival ≤ start ≤ finish for every request; the clock never goes back.",
  source: "Reasoning: nothing happens before its cause",
  checkResult: (result) => [
    ...checkRequests(result),
    ...checkCalls(result),
    ...checkOverhead(result),
    ...checkLatencies(result),
    ...checkClock(result),
    ...checkSpans(result),
    ...result.replicas.flatMap(checkLife),
    ...result.proxies.flatMap(checkProxy),
  ],
};

function checkRequests({ requests }: SimulationResult): readonly string[] {
  const { smallestWaitSeconds: wait, smallestServiceSeconds: service, total } = requests;
  const answered = total.succeeded > 0;
  return [
    ...(wait !== null && !(wait >= 0) ? [`a request started ${-wait} s before it arrived`] : []),
    ...(service !== null && !(service >= 0) ? [`a request finished ${-service} s before it started`] : []),
    ...(answered && wait === null ? [`${total.succeeded} requests succeeded, but no start was seen`] : []),
    ...(answered && service === null
      ? [`${total.succeeded} requests succeeded, but no finish was seen`]
      : []),
  ];
}

/** A request begins before what it calls, and is answered after it. */
function checkCalls({ calls }: SimulationResult): readonly string[] {
  const { smallestBeforeSeconds: before, smallestAfterSeconds: after } = calls;
  return [
    ...(before !== null && !(before >= 0) ? [`a call was made ${-before} s before its request started`] : []),
    ...(after !== null && !(after >= 0)
      ? [`a request was answered ${-after} s before a call of its own`]
      : []),
    ...(calls.calls > 0 && before === null ? [`${calls.calls} calls were made, but no start was seen`] : []),
  ];
}

/** Nothing that Ray Serve itself takes of a request makes it faster. */
function checkOverhead({ overhead }: SimulationResult): readonly string[] {
  if (overhead === undefined) return [];
  const { leastSlotSeconds: slot, leastWaySeconds: way, longestWaitSeconds: wait } = overhead;
  return [
    ...(slot >= 0 ? [] : [`a hop held its slot ${-slot} s less than its service time`]),
    ...(way >= 0 ? [] : [`an answer was there ${-way} s before it was given`]),
    ...(wait >= 0 ? [] : [`a process waited ${wait} s for a CPU`]),
  ];
}

function checkLatencies({ latency, requests }: SimulationResult): readonly string[] {
  const named: readonly (readonly [string, LatencySummary, number])[] = [
    ["all versions", latency.total, requests.total.succeeded],
    ...Object.entries(latency.byVersion).map(
      ([version, summary]) => [version, summary, requests.byVersion[version]?.succeeded ?? 0] as const,
    ),
  ];
  return named.flatMap(([whose, { p50Seconds, p90Seconds, p99Seconds, maxSeconds }, succeeded]) => {
    const ladder = [p50Seconds, p90Seconds, p99Seconds, maxSeconds];
    const rises = isRising([0, ...ladder.filter((value) => value !== null)]);
    const isThere = succeeded === 0 || ladder.every((value) => value !== null);
    return [
      ...(rises
        ? []
        : [`latencies of ${whose} do not rise from 0 over p50, p90, p99 to the maximum: ${ladder}`]),
      ...(isThere ? [] : [`${succeeded} requests of ${whose} succeeded, but their latency is missing`]),
    ];
  });
}

function isRising(values: readonly number[]): boolean {
  return values.every((value, index) => index === 0 || value >= (values[index - 1] ?? Number.NaN));
}

/** Every record that is kept in the order of time is in that order, and within the simulation. */
function checkClock(result: SimulationResult): readonly string[] {
  const records: readonly (readonly [string, readonly { readonly atSeconds: number }[]])[] = [
    ["plans", result.plans],
    ["splits", result.splits],
    ["service states", result.serviceStates],
    ["commands", result.commands],
    ["events", result.events],
    ["targets", result.targets],
    ["timeline rows", result.timeline.atSeconds.map((atSeconds) => ({ atSeconds }))],
    ...result.versions.map(({ id, changes }) => [`states of ${id}`, changes] as const),
  ];
  return records.flatMap(([name, changes]) =>
    changes.flatMap(({ atSeconds }, index) => {
      const before = changes[index - 1]?.atSeconds ?? 0;
      const inTime = atSeconds >= before && atSeconds <= result.scenario.horizonSeconds;
      return inTime
        ? []
        : [`${name}: ${atSeconds} s follows ${before} s (horizon ${result.scenario.horizonSeconds} s)`];
    }),
  );
}

function checkSpans({ steps, nodes }: SimulationResult): readonly string[] {
  return [
    ...steps
      .filter(({ startSeconds, endSeconds }) => !(startSeconds <= endSeconds))
      .map(
        ({ kind, startSeconds, endSeconds }) =>
          `a ${kind} step lasts from ${startSeconds} to ${endSeconds} s`,
      ),
    ...nodes
      .filter(
        ({ launchedAtSeconds, releasedAtSeconds }) => !(launchedAtSeconds <= (releasedAtSeconds ?? Infinity)),
      )
      .map(
        ({ node, launchedAtSeconds, releasedAtSeconds }) =>
          `node ${node} is released at ${releasedAtSeconds} s, before its launch at ${launchedAtSeconds} s`,
      ),
    ...nodes
      .filter((node) => node.replacesNode !== undefined && !isInPlaceOf(node, nodes))
      .map(
        ({ node, replacesNode }) =>
          `node ${node} is said to replace node ${replacesNode}, which it could not`,
      ),
  ];
}

/** A spot node takes the place of an on-demand one that was there when it was launched. */
function isInPlaceOf(node: NodeUse, nodes: readonly NodeUse[]): boolean {
  const replaced = nodes.find((each) => each.node === node.replacesNode);
  return (
    replaced !== undefined &&
    node.market === "spot" &&
    replaced.market === "on-demand" &&
    replaced.version === node.version &&
    replaced.launchedAtSeconds < node.launchedAtSeconds &&
    node.launchedAtSeconds <= (replaced.releasedAtSeconds ?? Infinity)
  );
}

function checkLife(life: ReplicaLife): readonly string[] {
  const moments = [
    life.requestedAtSeconds,
    life.placedAtSeconds,
    life.runningAtSeconds,
    life.drainingAtSeconds,
    life.goneAtSeconds,
  ];
  return isRising(moments.filter((moment) => moment !== null)) &&
    (life.runningAtSeconds === null || life.placedAtSeconds !== null)
    ? []
    : [
        `replica ${life.replica} was requested, placed, running, draining and gone at ${moments
          .map((moment) => moment ?? "–")
          .join(", ")} s`,
      ];
}

/** Only one that was healthy drains and is sent requests; whatever becomes of it, in this order. */
function checkProxy(life: ProxyLife): readonly string[] {
  const { startedAtSeconds, healthyAtSeconds, drainingAtSeconds, diedAtSeconds, goneAtSeconds } = life;
  const orders = [
    [startedAtSeconds, healthyAtSeconds, drainingAtSeconds, goneAtSeconds],
    [startedAtSeconds, healthyAtSeconds, diedAtSeconds, goneAtSeconds],
    [startedAtSeconds, healthyAtSeconds, life.leftLoadBalancerAtSeconds, goneAtSeconds],
  ];
  const wasReady = healthyAtSeconds !== null || (drainingAtSeconds === null && life.requests === 0);
  return wasReady && orders.every((order) => isRising(order.filter((moment) => moment !== null)))
    ? []
    : [
        `proxy ${life.proxy} started, was healthy, drained, died, left the load balancer and was gone at ${[
          ...[startedAtSeconds, healthyAtSeconds, drainingAtSeconds, diedAtSeconds],
          ...[life.leftLoadBalancerAtSeconds, goneAtSeconds],
        ]
          .map((moment) => moment ?? "–")
          .join(", ")} s, with ${life.requests} requests`,
      ];
}
