import { grownFloats, grownIntegers } from "../../engine/grownColumn.ts";

/** One CPU, or less, of a machine that nothing is known of. */
const unknownCpus = 1;

/** CPUs of a machine, and the work that they got, in CPU seconds. */
export interface ProcessorUse {
  readonly cpus: number;
  readonly workSeconds: number;
  readonly leftSeconds: number;
}

/**
 * The CPUs that processes do their work on, first come first served: a process does one thing at a time (Python's), on a CPU of
 * its machine that is free, or on the first that will be. What waits is known at once, without an event: when each process and
 * each CPU is free again says it (Lindley's recursion, and Kiefer and Wolfowitz's for several CPUs). With Poisson arrivals one
 * process on its own is an M/G/1 queue, many on c CPUs are M/G/c; more work than the CPUs can do piles up as it would.
 */
export class Processors {
  /** By machine: when each of its CPUs is free again, and how much work a second a CPU does. */
  readonly #freeAtSeconds: Float64Array[] = [];
  readonly #speeds: number[] = [];
  readonly #workSeconds: number[] = [];
  /** By process. */
  #machine = new Int32Array(64);
  #busyUntilSeconds = new Float64Array(64);
  #lastCpu = new Int32Array(64);
  #processCount = 0;

  /** @param cpus at least a little; less than one whole CPU is one that works so much more slowly. */
  addMachine(cpus: number): number {
    const amount = cpus > 0 ? cpus : unknownCpus;
    const count = Math.ceil(amount);
    this.#freeAtSeconds.push(new Float64Array(count));
    this.#speeds.push(amount / count);
    return this.#workSeconds.push(0) - 1;
  }

  addProcess(machine: number): number {
    const process = this.#processCount++;
    if (process === this.#machine.length) this.#grow();
    this.#machine[process] = machine;
    return process;
  }

  /** What has come to a machine so far, in CPU seconds, and what of it is not done yet. */
  use(machine: number, nowSeconds: number): ProcessorUse {
    const free = this.#freeAtSeconds[machine] as Float64Array;
    const speed = this.#speeds[machine] as number;
    return {
      cpus: free.length * speed,
      workSeconds: this.#workSeconds[machine] as number,
      leftSeconds: free.reduce((sum, seconds) => sum + speed * Math.max(0, seconds - nowSeconds), 0),
    };
  }

  /** The process has so much to do from now on; returns how much later that is done than on CPUs that nobody else wants. */
  work(process: number, cpuSeconds: number, nowSeconds: number): number {
    const machine = this.#machine[process] as number;
    const free = this.#freeAtSeconds[machine] as Float64Array;
    const speed = this.#speeds[machine] as number;
    const fromSeconds = Math.max(nowSeconds, this.#busyUntilSeconds[process] as number);
    // The CPU that it ran on last: so that none stands idle because of a process that is not free yet.
    let cpu = this.#lastCpu[process] as number;
    if ((free[cpu] as number) > fromSeconds) cpu = firstFree(free, fromSeconds);
    const beginSeconds = Math.max(fromSeconds, free[cpu] as number);
    const endSeconds = beginSeconds + cpuSeconds / speed;
    free[cpu] = endSeconds;
    this.#busyUntilSeconds[process] = endSeconds;
    this.#lastCpu[process] = cpu;
    this.#workSeconds[machine] = (this.#workSeconds[machine] as number) + cpuSeconds;
    return beginSeconds - nowSeconds + cpuSeconds * (1 / speed - 1);
  }

  #grow(): void {
    const length = 2 * this.#machine.length;
    this.#machine = grownIntegers(this.#machine, length);
    this.#busyUntilSeconds = grownFloats(this.#busyUntilSeconds, length);
    this.#lastCpu = grownIntegers(this.#lastCpu, length);
  }
}

/** A CPU that is free by then, or the first that will be. */
function firstFree(freeAtSeconds: Float64Array, bySeconds: number): number {
  let first = 0;
  for (let cpu = 0; cpu < freeAtSeconds.length; cpu++) {
    const seconds = freeAtSeconds[cpu] as number;
    if (seconds <= bySeconds) return cpu;
    if (seconds < (freeAtSeconds[first] as number)) first = cpu;
  }
  return first;
}
