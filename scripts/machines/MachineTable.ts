/** A machine as a table of known machines lists it. */
export interface MachineRow {
  readonly name: string;
  readonly cpus: number;
  /** `null`: no source says it. */
  readonly memoryGib: number | null;
  readonly gpus: number;
  /** As Ray names it; `null`: none, or Ray gives it no name. */
  readonly accelerator: string | null;
  /** Dollars on demand; `null`: no source says it. */
  readonly pricePerHour: number | null;
  /** What Ray counts of it beside CPUs and GPUs. */
  readonly resources?: Readonly<Record<string, number>>;
}

/** The machines of one cloud, with where each fact is from. */
export interface MachineTable {
  readonly constant: "awsMachines" | "gcpMachines" | "azureMachines";
  readonly cloud: string;
  /** Region and day of the prices. */
  readonly prices: string;
  readonly sources: readonly string[];
  readonly machines: readonly MachineRow[];
}

/** Gives the text of a source by the name of its file. */
export type ReadSource = (name: string) => string;
