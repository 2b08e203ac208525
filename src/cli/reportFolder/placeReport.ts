import { lstatSync } from "node:fs";
import { basename, join } from "node:path";
import { InputError } from "../InputError.ts";
import type { ReportPlace } from "../ReportPlace.ts";
import { checkReportPlace } from "./checkReportPlace.ts";
import { moveFolder } from "./moveFolder.ts";
import { removeReport } from "./removeReport.ts";
import { requireOwnReport } from "./requireOwnReport.ts";
import { parseTemporaryName, temporaryName } from "./temporaryName.ts";

/** Others may put reports of theirs into the place between our moves, each once for every run of theirs. */
const mostAttempts = 20;

/** Moves a staged report into its place and removes the report that was there before. */
export function placeReport(staged: string, place: ReportPlace): void {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    checkReportPlace(place);
    if (swap(staged, place)) return;
  }
  throw new InputError(`other runs keep replacing ${join(place.parent, place.name)}: choose another --out`);
}

/** Whether the staged report is in its place now; another run may have been quicker. */
function swap(staged: string, { parent, name }: ReportPlace): boolean {
  const folder = join(parent, name);
  const aside = asideOf(staged, { parent, name });
  const hadPrevious = moveFolder(folder, aside);
  // Nobody finds the folder under its name any more: what came into it since the last look is found now.
  if (hadPrevious && !isStillOwn(aside, folder)) return false;
  const isPlaced = moveFolder(staged, folder);
  if (hadPrevious) removeReport(aside);
  return isPlaced;
}

/** Whether the folder that was set aside is a report of ours; `false`: another run took it for one that was left behind. */
function isStillOwn(aside: string, folder: string): boolean {
  try {
    requireOwnReport(aside, folder);
    return true;
  } catch (error) {
    if (lstatSync(aside, { throwIfNoEntry: false }) === undefined) return false;
    moveFolder(aside, folder);
    throw error;
  }
}

function asideOf(staged: string, { parent, name }: ReportPlace): string {
  const temporary = parseTemporaryName(basename(staged), name);
  if (temporary === null) throw new Error(`${staged} is no staged report of ${name}.`);
  return join(parent, temporaryName(name, { ...temporary, kind: "previous" }));
}
