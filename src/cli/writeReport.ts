import { mkdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { ReportFile } from "../report/ReportFile.ts";
import { prepareReportPlace } from "./prepareReportPlace.ts";
import type { ReportPlace } from "./ReportPlace.ts";
import { placeReport } from "./reportFolder/placeReport.ts";
import { removeReport } from "./reportFolder/removeReport.ts";
import { stageReport } from "./reportFolder/stageReport.ts";
import { withFileErrors } from "./withFileErrors.ts";

/**
 * Writes a report into `parent/name`, with a list of the files that belong to it. The files are written beside it first and
 * moved into place when all of them are whole, so that a full disk or an interrupted run leaves the previous report whole.
 * @throws InputError where anything but a report of rollcast stands in the way, or the folder cannot be written.
 */
export function writeReport(files: readonly ReportFile[], place: ReportPlace): string {
  withFileErrors("the report could not be written", () => {
    makeFolders(resolve(place.parent));
    prepareReportPlace(place);
    const staged = stageReport(files, place);
    try {
      placeReport(staged, place);
    } catch (error) {
      removeReport(staged);
      throw error;
    }
  });
  return join(place.parent, place.name);
}

/** mkdir's own `recursive` never ends where the system refuses a folder as it does below /proc. */
function makeFolders(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false }) !== undefined) return;
  makeFolders(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another run may make the same folder at this moment.
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
