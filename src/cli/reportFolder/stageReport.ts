import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, unlinkSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ReportFile } from "../../report/ReportFile.ts";
import type { ReportPlace } from "../ReportPlace.ts";
import { manifestFile, manifestOf, renderManifest, unfinishedFile } from "./ReportManifest.ts";
import { removeReport } from "./removeReport.ts";
import { temporaryName } from "./temporaryName.ts";

/** Writes a whole report into a new folder beside its place, the manifest first, and gives the new folder's path. */
export function stageReport(files: readonly ReportFile[], { parent, name }: ReportPlace): string {
  const manifest = renderManifest(manifestOf(files));
  const folder = join(
    parent,
    temporaryName(name, { kind: "partial", processId: process.pid, key: randomBytes(4).toString("hex") }),
  );
  // Fails where it exists, so that nothing is written through a link that somebody put there.
  mkdirSync(folder);
  try {
    writeWhole(folder, manifestFile, manifest);
    for (const { path, content } of files) writeWhole(folder, path, content);
  } catch (error) {
    removeReport(folder);
    throw error;
  }
  return folder;
}

function writeWhole(folder: string, path: string, content: string): void {
  const unfinished = join(folder, unfinishedFile);
  const descriptor = openSync(unfinished, "wx");
  try {
    const bytes = Buffer.from(content, "utf8");
    for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
    fsyncSync(descriptor);
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    renameSync(unfinished, join(folder, path));
  } catch (error) {
    unlinkSync(unfinished);
    throw error;
  } finally {
    closeSync(descriptor);
  }
}
