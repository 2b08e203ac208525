import { describe, expect, it } from "vitest";
import type { Distribution } from "../../../src/engine/Distribution.ts";
import { createRandomStreams } from "../../../src/engine/RandomStreams.ts";
import { sample } from "../../../src/engine/sample.ts";
import { Processors } from "../../../src/serve/overhead/Processors.ts";
import { batchCount, confidenceInterval } from "../../theory/confidenceInterval.ts";
import { erlangWaitSeconds } from "../../theory/formulas/erlangWaitSeconds.ts";
import { pollaczekWaitSeconds } from "../../theory/formulas/pollaczekWaitSeconds.ts";

const fixed: Distribution = { kind: "fixed", value: 1 };
const exponential: Distribution = { kind: "exponential", mean: 1 };

/** Mean waits of Poisson arrivals, a second of work each in the mean, dealt to the processes in turn; by batch. */
function waits(options: {
  readonly cpus: number;
  readonly processes: number;
  readonly load: number;
  readonly work: Distribution;
  readonly seed: string;
}): readonly number[] {
  const { cpus, processes, load, work } = options;
  const random = createRandomStreams(options.seed).stream("work");
  const processors = new Processors();
  const machine = processors.addMachine(cpus);
  const all = Array.from({ length: processes }, () => processors.addProcess(machine));
  const gap: Distribution = { kind: "exponential", mean: 1 / (cpus * load) };
  const size = 20_000;
  let [nowSeconds, count] = [0, 0];
  const next = () => {
    nowSeconds += sample(gap, random);
    return processors.work(all[count++ % processes]!, sample(work, random), nowSeconds);
  };
  for (let warmUp = 0; warmUp < size; warmUp++) next();
  return Array.from({ length: batchCount }, () => {
    let sum = 0;
    for (let index = 0; index < size; index++) sum += next();
    return sum / size;
  });
}

function isWithin(means: readonly number[], value: number): boolean {
  const { low, high } = confidenceInterval(means, { confidencePercent: 99 });
  return low <= value && value <= high;
}

describe("waiting for a CPU", () => {
  it.each([
    ["constant", fixed, 0, 0.5],
    ["constant", fixed, 0, 0.8],
    ["exponential", exponential, 1, 0.5],
    ["exponential", exponential, 1, 0.8],
  ] as const)("of one process is that of M/G/1: %s work at load %d", (name, work, variation, load) => {
    const means = waits({ cpus: 1, processes: 1, load, work, seed: `${name} ${load}` });
    expect(isWithin(means, pollaczekWaitSeconds(load, variation))).toBe(true);
    expect(isWithin(means, pollaczekWaitSeconds(load, 1 - variation))).toBe(false);
    expect(isWithin(means, 1.1 * pollaczekWaitSeconds(load, variation))).toBe(false);
  });

  it("is the same for several processes on one CPU", () => {
    const means = waits({ cpus: 1, processes: 7, load: 0.7, work: exponential, seed: "seven" });
    expect(isWithin(means, pollaczekWaitSeconds(0.7, 1))).toBe(true);
  });

  it.each([
    [2, 0.6],
    [4, 0.8],
    [16, 0.9],
  ])("of many processes on %d CPUs is Erlang's, at load %d", (cpus, load) => {
    // Each so rarely busy that none waits for itself.
    const means = waits({ cpus, processes: 5000, load, work: exponential, seed: `${cpus} CPUs` });
    expect(isWithin(means, erlangWaitSeconds(cpus * load, cpus))).toBe(true);
    expect(isWithin(means, erlangWaitSeconds(cpus * load, cpus + 1))).toBe(false);
  });

  it("of one process is its own where there are CPUs enough: it does one thing at a time", () => {
    const processors = new Processors();
    const process = processors.addProcess(processors.addMachine(64));
    expect([0, 0, 0.5].map((at) => processors.work(process, 1, at))).toEqual([0, 1, 1.5]);
  });

  it("grows by what comes in beyond what the CPUs can do", () => {
    const processors = new Processors();
    const machine = processors.addMachine(2);
    const all = [1, 2, 3, 4].map(() => processors.addProcess(machine));
    for (let at = 0; at < 100; at++) for (const process of all) processors.work(process, 1, at);
    expect(processors.use(machine, 100)).toEqual({ cpus: 2, workSeconds: 400, leftSeconds: 200 });
  });

  it("takes less than a CPU for one that works so much more slowly", () => {
    const processors = new Processors();
    const process = processors.addProcess(processors.addMachine(0.5));
    expect([0, 0, 10].map((at) => processors.work(process, 1, at))).toEqual([1, 3, 1]);
    const half = processors.addProcess(processors.addMachine(1.5));
    expect(processors.work(half, 3, 0)).toBeCloseTo(1, 12);
  });

  it("begins on the CPU that is free first, and leaves others their own", () => {
    const processors = new Processors();
    const machine = processors.addMachine(2);
    const [a, b, c] = [1, 2, 3].map(() => processors.addProcess(machine)) as [number, number, number];
    expect(processors.work(a, 4, 0)).toBe(0);
    expect(processors.work(b, 1, 0)).toBe(0);
    expect(processors.work(c, 1, 0)).toBe(1);
    expect(processors.work(b, 1, 2)).toBe(0);
    const other = processors.addProcess(processors.addMachine(1));
    expect(processors.work(other, 1, 2)).toBe(0);
  });
});
