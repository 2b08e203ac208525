import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodeId } from "../../../src/cluster/nodes/NodeId.ts";
import { NodePool } from "../../../src/cluster/pools/NodePool.ts";
import { propertyRuns } from "../../properties/propertyRuns.ts";

const { runs, seed } = propertyRuns(500);

describe("NodePool", () => {
  it("never gives more than it has, serves first come, first served, and keeps nobody waiting for nothing", () => {
    const command = fc.oneof(
      { weight: 4, arbitrary: fc.constant("request" as const) },
      fc.constantFrom(
        "give-back" as const,
        "withdraw" as const,
        "begin-stock-out" as const,
        "end-stock-out" as const,
      ),
    );
    fc.assert(
      fc.property(
        fc.nat(4),
        fc.array(fc.tuple(command, fc.nat(10)), { maxLength: 60 }),
        (maxNodes, commands) => {
          const pool = new NodePool({ name: "gpus", maxNodes });
          const granted: number[] = [];
          let line: number[] = [];
          let [requested, inUse, stockOuts, peak] = [0, 0, 0, 0];
          for (const [kind, choice] of commands) {
            if (kind === "request") {
              const node = requested++;
              line.push(node);
              pool.request(nodeId(node), () => granted.push(node));
            } else if (kind === "give-back" && inUse > 0) {
              inUse--;
              pool.giveBack();
            } else if (kind === "withdraw" && line.length > 0) {
              const node = line[choice % line.length] as number;
              line = line.filter((other) => other !== node);
              pool.withdraw(nodeId(node));
            } else if (kind === "begin-stock-out") {
              stockOuts++;
              pool.beginStockOut();
            } else if (kind === "end-stock-out" && stockOuts > 0) {
              stockOuts--;
              pool.endStockOut();
            }
            const before = granted.length;
            while (stockOuts === 0 && inUse < maxNodes && line.length > 0) {
              // Whoever stands in front of the line has been served by now, in that order.
              const node = line.shift() as number;
              expect(granted.filter((other) => other === node)).toEqual([node]);
              inUse++;
            }
            peak = Math.max(peak, inUse);
            expect(granted.length).toBe(before);
            expect(granted.some((node) => line.includes(node))).toBe(false);
            expect(granted).toEqual([...granted].sort((a, b) => a - b));
            expect([pool.inUse, pool.peakNodes]).toEqual([inUse, peak]);
            expect(pool.inUse).toBeLessThanOrEqual(maxNodes);
          }
        },
      ),
      { numRuns: runs, seed },
    );
  });

  it("serves in order those who ask while another is served", () => {
    const pool = new NodePool({ name: "gpus", maxNodes: 3 });
    const granted: string[] = [];
    pool.beginStockOut();
    pool.request(nodeId(1), () => {
      granted.push("first");
      pool.request(nodeId(3), () => granted.push("third"));
    });
    pool.request(nodeId(2), () => granted.push("second"));
    pool.endStockOut();
    expect(granted).toEqual(["first", "second", "third"]);
    expect(pool.inUse).toBe(3);
  });

  it("counts the nodes that run at the start even beyond its limit, and gives none until they are fewer", () => {
    const pool = new NodePool({ name: "gpus", maxNodes: 1 });
    for (let i = 0; i < 2; i++) pool.takeAtStart();
    let isGranted = false;
    pool.request(nodeId(1), () => {
      isGranted = true;
    });
    pool.giveBack();
    expect([pool.inUse, isGranted]).toEqual([1, false]);
    pool.giveBack();
    expect([pool.inUse, pool.peakNodes, isGranted]).toEqual([1, 2, true]);
  });

  it("refuses to take back what is not out, to end what has not begun, and to serve one number twice", () => {
    const pool = new NodePool({ name: "gpus", maxNodes: 0 });
    expect(() => pool.giveBack()).toThrow(/no node out/);
    expect(() => pool.endStockOut()).toThrow(/no stock-out/);
    pool.request(nodeId(1), () => {});
    expect(() => pool.request(nodeId(1), () => {})).toThrow(/already/);
  });
});
