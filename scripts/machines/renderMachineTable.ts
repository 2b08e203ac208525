import type { MachineRow, MachineTable } from "./MachineTable.ts";

/** The module that holds a table: one line a machine, so that a change of a source is a readable difference. */
export function renderMachineTable({ constant, cloud, prices, sources, machines }: MachineTable): string {
  return [
    "/**",
    ` * Machines of ${cloud}: name, vCPUs, memory in GiB, GPUs, accelerator as Ray names it, dollars an hour on demand`,
    ` * (${prices}), what else Ray counts. "-": none, or not known.`,
    " *",
    ...sources.map((source) => ` * Source: ${source}`),
    " *",
    " * Written by `npm run machines`; do not change it by hand.",
    " */",
    `export const ${constant} = \``,
    ...[...machines].sort(compareMachines).map(renderMachine),
    "`;",
    "",
  ].join("\n");
}

function renderMachine(machine: MachineRow): string {
  const { name, cpus, memoryGib, gpus, accelerator, pricePerHour, resources = {} } = machine;
  const others = Object.entries(resources).map(([resource, amount]) => `${resource}=${amount}`);
  const memory = memoryGib === null ? "-" : String(round(memoryGib, 3));
  const price = pricePerHour === null ? "-" : String(round(pricePerHour, 4));
  return [name, cpus, memory, gpus, accelerator ?? "-", price, ...others].join(" ");
}

/** GPUs first, then by family, the smallest first. */
function compareMachines(a: MachineRow, b: MachineRow): number {
  const isPlain = ({ accelerator, gpus, resources }: MachineRow) =>
    Number(accelerator === null && gpus === 0 && resources === undefined);
  const familyOf = ({ name }: MachineRow) => name.replace(/\d+(?=[a-z]*_|$|g$|t$)/, "").split(".")[0] ?? name;
  return (
    isPlain(a) - isPlain(b) ||
    compareText(familyOf(a), familyOf(b)) ||
    a.cpus - b.cpus ||
    a.gpus - b.gpus ||
    compareText(a.name, b.name)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
