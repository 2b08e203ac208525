import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { MilliResources, ReplicaNeed } from "../../../src/cluster/MilliResources.ts";
import { choosePackedNode } from "../../../src/cluster/placement/choosePackedNode.ts";
import { findNodeToCompact } from "../../../src/cluster/placement/findNodeToCompact.ts";
import { giveRoom, type NodeRoom, takeRoom } from "../../../src/cluster/placement/NodeRoom.ts";
import { packingOrder } from "../../../src/cluster/placement/packingOrder.ts";
import { chooseReplicasToStop } from "../../../src/serve/controller/chooseReplicasToStop.ts";
import { readVectors } from "./readVectors.ts";

const resources = z.record(z.string(), z.number());
const cluster = [
  z.array(resources),
  z.array(resources),
  z.array(z.number().nullable()),
  /** [deployment, node] of each running replica. */
  z.array(z.tuple([z.number(), z.number()])),
] as const;
const vectors = readVectors("placement", {
  /** Then the deployments of the replicas that wait, and the node of each. */
  schedules: z.array(z.tuple([...cluster, z.array(z.number()), z.array(z.number().nullable())])),
  /** Then the node to compact. */
  compactions: z.array(z.tuple([...cluster, z.number().nullable()])),
  /** [nodes of the replicas of each deployment, the oldest first; the deployment; how many are to stop; which do]. */
  downscales: z.array(z.tuple([z.array(z.array(z.number())), z.number(), z.number(), z.array(z.number())])),
});

function milli({ CPU = 0, GPU = 0, ...custom }: Record<string, number>): MilliResources {
  const inMilli = Object.entries(custom).map(([name, amount]) => [name, Math.round(amount * 1000)]);
  return {
    milliCpus: Math.round(CPU * 1000),
    milliGpus: Math.round(GPU * 1000),
    ...(inMilli.length === 0 ? {} : { custom: Object.fromEntries(inMilli) }),
  };
}

function clusterOf(
  nodes: readonly Record<string, number>[],
  deployments: readonly Record<string, number>[],
  limits: readonly (number | null)[],
  running: readonly (readonly [number, number])[],
) {
  const needs = deployments.map((deployment, index): ReplicaNeed => {
    const maxReplicas = limits[index] ?? null;
    return {
      ...milli(deployment),
      ...(maxReplicas === null ? {} : { limit: { deployment: `d${index}`, maxReplicas } }),
    };
  });
  const rooms = nodes.map((node, id): NodeRoom & { id: number; capacity: MilliResources } => ({
    id,
    capacity: milli(node),
    free: milli(node),
    limits: [],
  }));
  for (const [deployment, node] of running) takeRoom(rooms[node]!, needs[deployment]!);
  return { needs, rooms };
}

describe("packing", () => {
  it("places what waits where Ray Serve's scheduler does", () => {
    let placed = 0;
    for (const [nodes, deployments, limits, running, pending, given] of vectors.schedules) {
      const { needs, rooms } = clusterOf(nodes, deployments, limits, running);
      const busy = new Set(running.map(([, node]) => node));
      const waiting = pending.map((deployment, index) => ({ need: needs[deployment]!, index }));
      const chosen: (number | null)[] = pending.map(() => null);
      for (const { need, index } of packingOrder(waiting)) {
        const node = choosePackedNode(need, rooms, busy);
        chosen[index] = node;
        if (node === null) continue;
        busy.add(node);
        takeRoom(rooms[node]!, need);
        placed++;
      }
      expect(chosen, JSON.stringify([nodes, deployments, limits, running, pending])).toEqual(given);
    }
    expect(vectors.schedules.length).toBe(500);
    expect(placed).toBeGreaterThan(1000);
  });
});

describe("scaling down", () => {
  it("stops the replicas that Ray Serve stops", () => {
    for (const [running, deployment, count, answer] of vectors.downscales) {
      const replicas = running.map((nodes) =>
        nodes.map((node, id) => ({
          id,
          node,
          state: "running" as const,
          runningAtSeconds: id,
        })),
      );
      const own = replicas[deployment] ?? [];
      const chosen = chooseReplicasToStop(
        own,
        count,
        replicas.flat().map(({ node }) => node),
      );
      expect(
        chosen.map(({ id }) => id).sort((a, b) => a - b),
        JSON.stringify([running, deployment, count]),
      ).toEqual(answer);
    }
    expect(vectors.downscales.length).toBe(500);
  });
});

describe("compaction", () => {
  it("empties the node that Ray Serve would, and none where Ray Serve finds none", () => {
    let found = 0;
    for (const [nodes, deployments, limits, running, answer] of vectors.compactions) {
      const { needs, rooms } = clusterOf(nodes, deployments, limits, running);
      const compactable = rooms.map((room) => ({
        ...room,
        replicas: running.filter(([, node]) => node === room.id).map(([deployment]) => needs[deployment]!),
      }));
      const chosen = findNodeToCompact(compactable);
      expect(chosen, JSON.stringify([nodes, deployments, limits, running])).toBe(answer);
      if (chosen !== null) found++;
    }
    expect([vectors.compactions.length, found > 150]).toEqual([700, true]);
  });

  it("gives room back exactly", () => {
    for (const [nodes, deployments, limits, running] of vectors.compactions) {
      const { needs, rooms } = clusterOf(nodes, deployments, limits, running);
      for (const [deployment, node] of running) giveRoom(rooms[node]!, needs[deployment]!);
      for (const room of rooms) {
        expect({ ...room.capacity, ...room.free }).toEqual(room.capacity);
        expect(room.limits).toEqual([]);
      }
    }
  });
});
