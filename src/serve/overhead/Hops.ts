import { grownIntegers } from "../../engine/grownColumn.ts";
import { type Caller, mirrored } from "../path/Caller.ts";
import type { Composition } from "../path/Composition.ts";
import { nothing, type RequestTable } from "../path/RequestTable.ts";
import type { Router } from "../routing/Router.ts";
import { type MachineSettings, machinePerNode } from "./OverheadSettings.ts";
import { Processors, type ProcessorUse } from "./Processors.ts";

/** The node of a process, where it is known, and its CPUs. */
export interface ProcessPlace {
  /** Unique in the service; left out: a machine of its own. */
  readonly node?: number | undefined;
  readonly cpus?: number | undefined;
}

/** What hops have taken so far, in seconds. */
export interface HopTotals {
  readonly count: number;
  readonly slotSeconds: number;
  readonly waySeconds: number;
  readonly leastSlotSeconds: number;
  readonly leastWaySeconds: number;
  readonly longestWaitSeconds: number;
}

const sharedMachine = "shared";

/**
 * What Ray Serve itself takes of each request on its hop to a replica (`OverheadSettings`), and for how long its processes wait for
 * a CPU: that of the caller, which adds to the latency, and that of the replica, which holds the slot. All of a hop's work is
 * taken to want its CPU when the request begins, that for the answer too, so that a hop is no event of its own.
 */
export class Hops {
  readonly #requests: RequestTable;
  readonly #composition: Composition;
  readonly #settings: MachineSettings;
  readonly #processors = new Processors();
  readonly #machines = new Map<number | string, number>();
  /** By machine: the process by which requests from outside come, a proxy or a program with a handle. */
  readonly #entries = new Map<number, number>();
  /** By replica: its process, and the one by which requests from outside come where its router belongs to no proxy. */
  #process = new Int32Array(64);
  #entry = new Int32Array(64);
  #ownMachines = 0;
  #count = 0;
  #slotSeconds = 0;
  #waySeconds = 0;
  #leastSlotSeconds = Number.POSITIVE_INFINITY;
  #leastWaySeconds = Number.POSITIVE_INFINITY;
  #longestWaitSeconds = 0;

  constructor(options: {
    readonly requests: RequestTable;
    readonly composition: Composition;
    readonly machines?: MachineSettings | undefined;
  }) {
    this.#requests = options.requests;
    this.#composition = options.composition;
    this.#settings = options.machines ?? machinePerNode;
  }

  get totals(): HopTotals {
    return {
      count: this.#count,
      slotSeconds: this.#slotSeconds,
      waySeconds: this.#waySeconds,
      leastSlotSeconds: this.#leastSlotSeconds,
      leastWaySeconds: this.#leastWaySeconds,
      longestWaitSeconds: this.#longestWaitSeconds,
    };
  }

  /** The machines that hops have needed; by node, where they are known by it. */
  uses(nowSeconds: number): readonly (ProcessorUse & { readonly node: number | null })[] {
    return [...this.#machines].map(([key, machine]) => ({
      node: typeof key === "number" ? key : null,
      ...this.#processors.use(machine, nowSeconds),
    }));
  }

  /** A replica that is new. */
  openReplica(replica: number, place: ProcessPlace): void {
    if (replica >= this.#process.length) {
      const length = Math.max(2 * this.#process.length, replica + 1);
      this.#process = grownIntegers(this.#process, length);
      this.#entry = grownIntegers(this.#entry, length);
    }
    const machine = this.#machineAt(place);
    this.#process[replica] = this.#processors.addProcess(machine);
    // ray 2.60.0, `_update_proxy_nodes`: a proxy on each node with a replica, all equally likely.
    this.#entry[replica] = this.#entryAt(machine);
  }

  /** The process of a proxy. */
  entryProcess(place: ProcessPlace): number {
    return this.#entryAt(this.#machineAt(place));
  }

  /** A request begins on a replica: for how much longer it holds its slot, and how much later its answer is there. */
  charge(router: Router, request: number, replica: number, nowSeconds: number): void {
    const requests = this.#requests;
    const { overhead } = router;
    if (overhead === null) {
      requests.slotSeconds[request] = 0;
      requests.waySeconds[request] = 0;
      return;
    }
    const caller = requests.caller[request] as Caller;
    const isCall = caller < mirrored;
    const hop = isCall ? overhead.call : overhead.entry;
    const sender = isCall ? this.#processOfCaller(caller) : this.#senderOf(router, replica);
    // One number of 32 bits gives ten for each of three places, and mixed another ten.
    const bits = hop.isDrawn ? overhead.random() * 2 ** 32 : 0;
    const { slotSeconds: slots, waySeconds: ways, callerCpuSeconds, replicaCpuSeconds } = hop;
    let waySeconds = ways[(bits >>> 10) & (ways.length - 1)] as number;
    const callerSeconds = callerCpuSeconds[bits & (callerCpuSeconds.length - 1)] as number;
    if (sender !== nothing && callerSeconds > 0) waySeconds += this.#wait(sender, callerSeconds, nowSeconds);
    let slotSeconds = slots[(bits >>> 20) & (slots.length - 1)] as number;
    const replicaSeconds = replicaCpuSeconds[
      (Math.imul(bits, 0x9e3779b1) >>> 22) & (replicaCpuSeconds.length - 1)
    ] as number;
    if (replicaSeconds > 0)
      slotSeconds += this.#wait(this.#process[replica] as number, replicaSeconds, nowSeconds);
    requests.waySeconds[request] = waySeconds;
    requests.slotSeconds[request] = slotSeconds;
    this.#count++;
    this.#slotSeconds += slotSeconds;
    this.#waySeconds += waySeconds;
    if (slotSeconds < this.#leastSlotSeconds) this.#leastSlotSeconds = slotSeconds;
    if (waySeconds < this.#leastWaySeconds) this.#leastWaySeconds = waySeconds;
  }

  #senderOf({ entryProcess }: Router, replica: number): number {
    return entryProcess === nothing ? (this.#entry[replica] as number) : entryProcess;
  }

  /** The process of the replica that calls; `nothing`: its request has left. */
  #processOfCaller(caller: Caller): number {
    const above = this.#composition.requestOf(caller);
    return above === nothing ? nothing : (this.#process[this.#requests.replica[above] as number] as number);
  }

  #wait(process: number, cpuSeconds: number, nowSeconds: number): number {
    const waitSeconds = this.#processors.work(process, cpuSeconds, nowSeconds);
    if (waitSeconds > this.#longestWaitSeconds) this.#longestWaitSeconds = waitSeconds;
    return waitSeconds;
  }

  #machineAt({ node, cpus = 1 }: ProcessPlace): number {
    const { isShared, cpus: fixed } = this.#settings;
    const key = isShared ? sharedMachine : (node ?? `own ${this.#ownMachines++}`);
    const machine = this.#machines.get(key) ?? this.#processors.addMachine(fixed ?? cpus);
    this.#machines.set(key, machine);
    return machine;
  }

  #entryAt(machine: number): number {
    const entry = this.#entries.get(machine) ?? this.#processors.addProcess(machine);
    this.#entries.set(machine, entry);
    return entry;
  }
}
