import { describe, expect, it } from "vitest";
import { capacityOf } from "../../../src/cluster/capacityOf.ts";
import { emptyRoom, giveRoom, type NodeRoom, takeRoom } from "../../../src/cluster/placement/NodeRoom.ts";
import { roomKey } from "../../../src/cluster/placement/roomKey.ts";
import { workerGroup } from "../fleetBench.ts";

const machine = { name: "m", cpus: 8, gpus: 2, pricePerHour: 1 };
const need = (deployment: string, maxReplicas: number) => ({
  milliCpus: 1000,
  milliGpus: 500,
  limit: { deployment, maxReplicas },
});

describe("what a machine has", () => {
  it("is counted in thousandths, custom resources too, and is no more where it has none", () => {
    expect(capacityOf(machine)).toEqual({ milliCpus: 8000, milliGpus: 2000 });
    expect(capacityOf({ ...machine, resources: {} })).toEqual({ milliCpus: 8000, milliGpus: 2000 });
    expect(capacityOf({ ...machine, cpus: 0.5, resources: { slot: 2.5, tpu: 4 } })).toEqual({
      milliCpus: 500,
      milliGpus: 2000,
      custom: { slot: 2500, tpu: 4000 },
    });
  });
});

describe("the room of a node", () => {
  const room = () => emptyRoom(workerGroup({}));

  it("is all of the machine at first, and again once everything that was taken is given back", () => {
    const node = room();
    expect(node).toMatchObject({ free: { milliCpus: 8000, milliGpus: 2000 }, limits: [] });
    const needs = [need("chat", 2), need("rank", 3), need("chat", 2), { milliCpus: 500, milliGpus: 0 }];
    for (const each of needs) takeRoom(node, each);
    expect(node.free).toEqual({ milliCpus: 4500, milliGpus: 500 });
    expect(node.limits).toEqual([need("chat", 2).limit, need("rank", 3).limit, need("chat", 2).limit]);
    for (const each of needs) giveRoom(node, each);
    expect(node).toMatchObject({ free: { milliCpus: 8000, milliGpus: 2000 }, limits: [] });
  });

  it("gives back one replica of the same deployment and limit, and refuses what is not on it", () => {
    const node = room();
    for (const each of [need("rank", 2), need("chat", 2), need("chat", 3)]) takeRoom(node, each);
    giveRoom(node, need("chat", 3));
    expect(node.limits).toEqual([need("rank", 2).limit, need("chat", 2).limit]);
    expect(() => giveRoom(node, need("chat", 3))).toThrow("no replica of chat is on the node");
    giveRoom(node, need("rank", 2));
    expect(node.limits).toEqual([need("chat", 2).limit]);
  });
});

describe("the key of a room", () => {
  const base: NodeRoom = { free: { milliCpus: 1, milliGpus: 2 }, limits: [], group: { name: "a" } };
  const chat = { deployment: "chat", maxReplicas: 2 };
  const rank = { deployment: "rank", maxReplicas: 3 };

  it("differs with everything that placement looks at", () => {
    const different: readonly NodeRoom[] = [
      base,
      { free: base.free, limits: [] },
      { ...base, group: { name: "b" } },
      { ...base, free: { milliCpus: 2, milliGpus: 2 } },
      { ...base, free: { milliCpus: 1, milliGpus: 1 } },
      { ...base, free: { ...base.free, custom: { slot: 1 } } },
      { ...base, free: { ...base.free, custom: { slot: 2 } } },
      { ...base, limits: [chat] },
      { ...base, limits: [rank] },
      { ...base, limits: [{ ...chat, maxReplicas: 4 }] },
      { ...base, limits: [chat, chat] },
      { free: base.free, limits: [chat] },
      { ...base, free: { ...base.free, custom: { slot: 1 } }, limits: [chat] },
    ];
    expect(new Set(different.map(roomKey)).size).toBe(different.length);
  });

  it("is the same in whatever order replicas of several deployments came, but not within one", () => {
    const key = (...limits: NodeRoom["limits"]) => roomKey({ ...base, limits });
    const ants = { deployment: "ants", maxReplicas: 5 };
    expect(new Set([key(chat, rank, ants), key(rank, ants, chat), key(ants, chat, rank)]).size).toBe(1);
    const older = { deployment: "chat", maxReplicas: 5 };
    expect(key(chat, rank, older)).toBe(key(rank, chat, older));
    expect(key(chat, older)).not.toBe(key(older, chat));
  });
});
