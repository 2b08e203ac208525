import { lstatSync, readdirSync, rmdirSync, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { ignoring } from "./ignoring.ts";
import { isAsWritten } from "./isAsWritten.ts";
import { manifestFile } from "./ReportManifest.ts";
import { readManifest } from "./readManifest.ts";

/**
 * Removes a report's files one by one, each only while it is as it was written, then its folders where nothing is left in
 * them. Whatever else the folder holds stays, and with it the folder.
 */
export function removeReport(folder: string): void {
  const manifest = readManifest(folder);
  if (manifest === null) {
    removeIfEmpty(folder);
    return;
  }
  const folders = new Set<string>();
  for (const file of manifest.files) {
    const path = join(folder, file.path);
    if (hasFolder(folder, file.path) && isAsWritten(path, file)) unlinkIfThere(path);
    for (let parent = dirname(file.path); parent !== "."; parent = dirname(parent)) folders.add(parent);
  }
  for (const deepest of [...folders].sort((one, other) => other.length - one.length)) {
    if (hasFolder(folder, `${deepest}/x`)) removeIfEmpty(join(folder, deepest));
  }
  // The manifest goes last: as long as anything is left, it tells what was ours.
  if (entriesOf(folder).every((entry) => entry === manifestFile)) {
    unlinkIfThere(join(folder, manifestFile));
    removeIfEmpty(folder);
  }
}

/** Whether every folder on the way to a file is a folder, and no link leads out of the report. */
function hasFolder(root: string, path: string): boolean {
  const parts = path.split("/").slice(0, -1);
  return parts.every(
    (_, depth) =>
      lstatSync(join(root, ...parts.slice(0, depth + 1)), { throwIfNoEntry: false })?.isDirectory() === true,
  );
}

function entriesOf(folder: string): readonly string[] {
  return ignoring(["ENOENT"], () => readdirSync(folder)) ?? [];
}

function unlinkIfThere(path: string): void {
  ignoring(["ENOENT"], () => unlinkSync(path));
}

function removeIfEmpty(folder: string): void {
  ignoring(["ENOENT", "ENOTEMPTY", "EEXIST"], () => rmdirSync(folder));
}
