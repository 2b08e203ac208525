import type {
  HopOverhead,
  MachineSettings,
  OverheadSettings,
} from "../../serve/overhead/OverheadSettings.ts";
import { type HopKind, noHop, usualOverhead } from "../../serve/overhead/usualOverhead.ts";
import type { DeploymentOverhead, WrittenOverhead } from "../schema/overheadSchema.ts";

type WrittenHop = NonNullable<Exclude<DeploymentOverhead, "none">[HopKind]>;

/** What hops to a deployment take: its own settings over those of all, over what is usual. `undefined`: nothing. */
export function compileOverhead(
  all: WrittenOverhead | undefined,
  own: DeploymentOverhead | undefined,
): OverheadSettings | undefined {
  if (own === "none" || (own === undefined && (all === undefined || all === "none"))) return undefined;
  const isNone = all === "none";
  const said = [isNone ? {} : (all ?? {}), own ?? {}];
  const hopOf = (kind: HopKind) =>
    said.reduce((hop, each) => laidOver(hop, each[kind] ?? {}), isNone ? noHop : usualOverhead[kind]);
  return { entry: hopOf(entryOf(all, own)), call: hopOf("call") };
}

/** How requests from outside come to a deployment. */
export function entryOf(
  all: WrittenOverhead | undefined,
  own: DeploymentOverhead | undefined,
): Exclude<HopKind, "call"> {
  const ownEntry = own === "none" ? undefined : own?.entry;
  const usual = all === "none" ? undefined : all?.entry;
  return ownEntry ?? usual ?? "proxy";
}

/** Whose CPUs hops compete for; `undefined`: those of each node. */
export function compileMachines(all: WrittenOverhead | undefined): MachineSettings | undefined {
  if (all === undefined || all === "none") return undefined;
  const { cpusPerMachine, machines } = all;
  if (cpusPerMachine === undefined) return undefined;
  return { cpus: cpusPerMachine, isShared: machines === "shared" };
}

function laidOver(hop: HopOverhead, { slot, way, callerCpu, replicaCpu }: WrittenHop): HopOverhead {
  return {
    slotSeconds: slot ?? hop.slotSeconds,
    waySeconds: way ?? hop.waySeconds,
    callerCpuSeconds: callerCpu ?? hop.callerCpuSeconds,
    replicaCpuSeconds: replicaCpu ?? hop.replicaCpuSeconds,
  };
}
