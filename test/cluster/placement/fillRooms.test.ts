import { describe, expect, it } from "vitest";
import { fillRooms } from "../../../src/cluster/placement/fillRooms.ts";
import { emptyRoom } from "../../../src/cluster/placement/NodeRoom.ts";
import { workerGroup } from "../fleetBench.ts";

describe("fillRooms", () => {
  it("asks for as many rooms as the needs take beyond those that there are, and for none that does not help", () => {
    const group = workerGroup({ gpus: 2, cpus: 8 });
    const asked: number[] = [];
    const gpu = (gpus: number) => ({ milliCpus: 0, milliGpus: gpus * 1000 });
    const rooms = [emptyRoom(group)];
    fillRooms([gpu(1), gpu(2), gpu(1), gpu(3), gpu(1)], rooms, (need) => {
      asked.push(need.milliGpus / 1000);
      return need.milliGpus > 2000 ? null : emptyRoom(group);
    });
    expect(asked).toEqual([2, 3, 1]);
    expect(rooms).toHaveLength(1);
    expect(rooms[0]?.free.milliGpus).toBe(0);
  });
});
