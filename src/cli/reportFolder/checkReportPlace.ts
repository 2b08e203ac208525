import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { ReportPlace } from "../ReportPlace.ts";
import { requireOwnReport } from "./requireOwnReport.ts";

/** Another run may put its report into the place while we look: then we look again, this often. */
const mostLooks = 20;

/** @throws InputError where anything but a report of rollcast stands in the report's place: nothing else is ever replaced. */
export function checkReportPlace({ parent, name }: ReportPlace): void {
  const folder = join(parent, name);
  for (let look = 1; ; look++) {
    const before = identityOf(folder);
    if (before === null) return;
    try {
      requireOwnReport(folder, folder);
      return;
    } catch (error) {
      if (look === mostLooks || identityOf(folder) === before) throw error;
    }
  }
}

function identityOf(folder: string): string | null {
  const status = lstatSync(folder, { throwIfNoEntry: false });
  return status === undefined ? null : `${status.dev} ${status.ino} ${status.mtimeMs}`;
}
