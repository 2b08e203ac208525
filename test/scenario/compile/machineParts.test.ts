import { describe, expect, it } from "vitest";
import type { InstanceType } from "../../../src/cluster/Cluster.ts";
import { customResources } from "../../../src/scenario/compile/customResources.ts";
import { describedType } from "../../../src/scenario/compile/describedType.ts";
import { leastOnNode } from "../../../src/scenario/compile/leastOnNode.ts";
import type { ReplicaBundles, ReplicaResources } from "../../../src/serve/Deployment.ts";
import { buildDeployment } from "../../simulation/buildDeployment.ts";

describe("a machine of one's own", () => {
  const priced = { cpus: 4, gpus: 0, pricePerHour: 1 };

  it("has the memory that is said, or none that is known", () => {
    expect(describedType("box", { ...priced, memory: 2048 })).toMatchObject({
      name: "box",
      memoryBytes: 2048,
    });
    expect(describedType("box", priced)).not.toHaveProperty("memoryBytes");
  });

  it("has the accelerator that is said, none without GPUs, and one that is not known with them", () => {
    expect(describedType("box", { ...priced, gpus: 1, acceleratorType: "L4" }).acceleratorType).toBe("L4");
    expect(describedType("box", { ...priced, acceleratorType: "TPU-V6E" }).acceleratorType).toBe("TPU-V6E");
    expect(describedType("box", priced).acceleratorType).toBeNull();
    expect(describedType("box", { ...priced, gpus: 1 })).not.toHaveProperty("acceleratorType");
  });
});

describe("resources that have no field of their own", () => {
  it("are those that Ray does not count itself and of which there are any, by name", () => {
    const written = { TPU: 4, CPU: 8, memory: 1024, "accelerator_type:L4": 1, GPU: 1, slot: 0, box: 2 };
    const { custom } = customResources(written);
    expect(Object.entries(custom ?? {})).toEqual([
      ["TPU", 4],
      ["accelerator_type:L4", 1],
      ["box", 2],
    ]);
    expect(customResources({ b: 1, a: 2 }).custom).toEqual({ a: 2, b: 1 });
    expect(Object.keys(customResources({ c: 1, a: 2, b: 1 }).custom ?? {})).toEqual(["a", "b", "c"]);
    expect(customResources({ CPU: 1, slot: 0, name: "x" })).toEqual({});
  });
});

describe("what a node should have for a replica", () => {
  const machine = (cpus: number, gpus: number): InstanceType => ({
    name: `${cpus}-${gpus}`,
    cpus,
    gpus,
    pricePerHour: 1,
  });
  const gpu = (gpus: number): ReplicaResources => ({ cpus: 1, gpus });
  const whole: ReplicaResources = { cpus: 9, gpus: 9 };
  const least = (
    strategy: ReplicaBundles["strategy"],
    bundles: ReplicaBundles["bundles"],
    machines: readonly InstanceType[],
  ) => leastOnNode(buildDeployment({ resources: whole, placementGroup: { strategy, bundles } }), machines);
  const four: ReplicaBundles["bundles"] = [gpu(1), gpu(1), gpu(1), gpu(2)];

  it("is all of it without bundles, and where all bundles lie on one node", () => {
    expect(leastOnNode(buildDeployment({ resources: whole }), [machine(64, 1)])).toBe(whole);
    expect(least("STRICT_PACK", four, [machine(64, 1)])).toBe(whole);
  });

  it("is all bundles where a machine has that, else the larger half, else the largest third", () => {
    expect(least("PACK", four, [machine(1, 1), machine(64, 5)])).toEqual({ cpus: 4, gpus: 5 });
    expect(least("PACK", four, [machine(64, 4)])).toEqual({ cpus: 2, gpus: 3 });
    expect(least("SPREAD", four, [machine(1, 2)])).toEqual({ cpus: 1, gpus: 2 });
    expect(least("PACK", [gpu(1), gpu(1), gpu(1)], [machine(64, 2)])).toEqual({ cpus: 2, gpus: 2 });
  });

  it("is a bundle where each has a node of its own", () => {
    expect(least("STRICT_SPREAD", four, [machine(64, 8)])).toEqual({ cpus: 1, gpus: 2 });
  });

  it("is all of it where no machine has even one bundle", () => {
    expect(least("PACK", four, [machine(64, 1)])).toBe(whole);
    expect(least("STRICT_SPREAD", four, [])).toBe(whole);
  });

  it("counts resources by name, each by the part that has most of it", () => {
    const named = (custom: Readonly<Record<string, number>>): ReplicaResources => ({ ...gpu(0), custom });
    const roomy: InstanceType = { ...machine(8, 0), resources: { slot: 3, rack: 1 } };
    const bundles: ReplicaBundles["bundles"] = [named({ slot: 3 }), named({ slot: 1, rack: 1 })];
    expect(least("SPREAD", bundles, [roomy])).toEqual({ cpus: 1, gpus: 0, custom: { rack: 1, slot: 3 } });
    const larger: InstanceType = { ...roomy, resources: { slot: 4, rack: 1 } };
    expect(least("SPREAD", bundles, [larger])).toEqual({ cpus: 2, gpus: 0, custom: { rack: 1, slot: 4 } });
    expect(Object.keys(least("SPREAD", bundles, [larger]).custom ?? {})).toEqual(["rack", "slot"]);
  });
});
