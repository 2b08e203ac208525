import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { awsMachines } from "./machines/awsMachines.ts";
import { azureMachines } from "./machines/azureMachines.ts";
import { gcpMachines } from "./machines/gcpMachines.ts";
import type { MachineTable } from "./machines/MachineTable.ts";
import { renderMachineTable } from "./machines/renderMachineTable.ts";

/**
 * Writes the tables of known machines, `src/scenario/machines/{aws,gcp,azure}Machines.ts`, from a folder with the files
 * that the tables name as their sources: `npm run machines -- FOLDER`.
 */
const folder = process.argv[2];
if (folder === undefined) throw new Error("say which folder holds the sources: npm run machines -- FOLDER");
const read = (name: string) => readFileSync(join(folder, name), "utf8");
const tables: readonly MachineTable[] = [awsMachines(read), gcpMachines(read), azureMachines(read)];
for (const table of tables) {
  writeFileSync(`src/scenario/machines/${table.constant}.ts`, renderMachineTable(table));
  console.log(`${table.constant}: ${table.machines.length} machines`);
}
