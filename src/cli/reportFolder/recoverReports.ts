import { lstatSync, readdirSync, statSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import type { ReportPlace } from "../ReportPlace.ts";
import { moveFolder } from "./moveFolder.ts";
import { unfinishedFile } from "./ReportManifest.ts";
import { readManifest } from "./readManifest.ts";
import { removeReport } from "./removeReport.ts";
import { parseTemporaryName } from "./temporaryName.ts";

/** A report is written in seconds; a process of another machine or container cannot be asked whether it still writes. */
const longestWriteMilliseconds = 3_600_000;

/**
 * Clears up after runs that were killed while they wrote this report: a previous report that was set aside goes back where
 * no new one took its place; what is left over of others is removed, file by file as far as rollcast wrote it.
 */
export function recoverReports({ parent, name }: ReportPlace): void {
  if (statSync(parent, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  const folder = join(parent, name);
  for (const entry of readdirSync(parent)) {
    const temporary = parseTemporaryName(entry, name);
    if (temporary === null || isRunning(temporary.processId)) continue;
    const path = join(parent, entry);
    if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) continue;
    if (temporary.kind === "partial") removePartial(path);
    else if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined) removeReport(path);
    else moveFolder(path, folder);
  }
}

function removePartial(folder: string): void {
  const status = lstatSync(folder, { throwIfNoEntry: false });
  if (status === undefined || Date.now() - status.mtimeMs < longestWriteMilliseconds) return;
  const unfinished = join(folder, unfinishedFile);
  const isOurs = readManifest(folder) !== null;
  if (isOurs && lstatSync(unfinished, { throwIfNoEntry: false })?.isFile() === true) unlinkSync(unfinished);
  removeReport(folder);
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
