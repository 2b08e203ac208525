import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { manifestFile, mostManifestBytes, parseManifest, type ReportManifest } from "./ReportManifest.ts";

/** The manifest of a folder; `null`: it has none, or one that rollcast did not write. */
export function readManifest(folder: string): ReportManifest | null {
  const path = join(folder, manifestFile);
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined || !status.isFile() || status.size > mostManifestBytes) return null;
  return parseManifest(readFileSync(path, "utf8"));
}
