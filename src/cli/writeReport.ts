import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { ReportFile } from "../report/ReportFile.ts";
import { checkReportPlace } from "./checkReportPlace.ts";
import type { ReportPlace } from "./ReportPlace.ts";
import { withFileErrors } from "./withFileErrors.ts";

/**
 * Writes a report into `parent/name`. The files are written beside it first and moved into place when all of them are
 * whole, so that a full disk or an interrupted run leaves the previous report as it was.
 * @throws InputError where the folder is not a report, or cannot be written.
 */
export function writeReport(files: readonly ReportFile[], place: ReportPlace): string {
  const folder = join(place.parent, place.name);
  withFileErrors("the report could not be written", () => {
    makeFolders(resolve(place.parent));
    recoverInterrupted(place.parent, place.name);
    checkReportPlace(place);
    const partial = join(place.parent, `.${place.name}.partial-${process.pid}`);
    try {
      writeFiles(files, partial);
      moveIntoPlace(partial, folder);
    } finally {
      rmSync(partial, { recursive: true, force: true });
    }
  });
  return folder;
}

/** mkdir's own `recursive` never ends where the system refuses a folder as it does below /proc. */
function makeFolders(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false }) !== undefined) return;
  makeFolders(dirname(folder));
  mkdirSync(folder);
}

function writeFiles(files: readonly ReportFile[], folder: string): void {
  // Fails where it exists, so that nothing is written through a link that somebody put there.
  mkdirSync(folder);
  for (const { path, content } of files) {
    const parts = path.split("/");
    if (parts.some((part) => part === "" || part === "." || part === "..")) {
      throw new Error(`A report has no file ${JSON.stringify(path)}.`);
    }
    const file = join(folder, ...parts);
    mkdirSync(dirname(file), { recursive: true });
    const descriptor = openSync(file, "wx");
    try {
      const bytes = Buffer.from(content, "utf8");
      for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }
}

function moveIntoPlace(partial: string, folder: string): void {
  const previous = previousName(folder);
  if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined) renameSync(folder, previous);
  try {
    renameSync(partial, folder);
  } catch (error) {
    if (lstatSync(previous, { throwIfNoEntry: false }) !== undefined) renameSync(previous, folder);
    throw error;
  }
  rmSync(previous, { recursive: true, force: true });
}

function previousName(folder: string): string {
  return join(dirname(folder), `.${folder.slice(dirname(folder).length + 1)}.previous`);
}

/** What a killed run left behind: its previous report goes back, its unfinished files go. */
function recoverInterrupted(parent: string, name: string): void {
  const folder = join(parent, name);
  const previous = join(parent, `.${name}.previous`);
  if (lstatSync(previous, { throwIfNoEntry: false })?.isDirectory()) {
    if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) renameSync(previous, folder);
    else rmSync(previous, { recursive: true, force: true });
  }
  const prefix = `.${name}.partial-`;
  for (const entry of readdirSync(parent)) {
    if (!entry.startsWith(prefix)) continue;
    const processId = Number(entry.slice(prefix.length));
    if (Number.isInteger(processId) && processId > 0 && !isRunning(processId)) {
      rmSync(join(parent, entry), { recursive: true, force: true });
    }
  }
}

function isRunning(processId: number): boolean {
  if (processId === process.pid) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
