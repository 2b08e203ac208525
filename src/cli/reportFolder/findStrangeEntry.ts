import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isAsWritten } from "./isAsWritten.ts";
import { type ListedFile, manifestFile, type ReportManifest } from "./ReportManifest.ts";

/** Something in a report's folder that rollcast did not put there, or that was changed since. */
export interface StrangeEntry {
  /** Below the folder, with `/`. */
  readonly path: string;
  readonly reason: "not-ours" | "changed";
}

/** The first entry of a folder that its manifest does not account for; `null`: every one is ours, as we wrote it. */
export function findStrangeEntry(folder: string, manifest: ReportManifest): StrangeEntry | null {
  const listed = new Map<string, ListedFile | null>([[manifestFile, null]]);
  const folders = new Set<string>();
  for (const file of manifest.files) {
    listed.set(file.path, file);
    const parts = file.path.split("/");
    for (let depth = 1; depth < parts.length; depth++) folders.add(parts.slice(0, depth).join("/"));
  }
  return search(folder, "", { listed, folders });
}

interface Known {
  /** By path; the manifest itself has been read already and has no hash. */
  readonly listed: ReadonlyMap<string, ListedFile | null>;
  readonly folders: ReadonlySet<string>;
}

function search(root: string, below: string, known: Known): StrangeEntry | null {
  for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    const found = entry.isDirectory() ? searchFolder(root, path, known) : judgeFile(root, path, known);
    if (found !== null) return found;
  }
  return null;
}

function searchFolder(root: string, path: string, known: Known): StrangeEntry | null {
  return known.folders.has(path) ? search(root, path, known) : { path, reason: "not-ours" };
}

function judgeFile(root: string, path: string, { listed }: Known): StrangeEntry | null {
  const file = listed.get(path);
  if (file === undefined) return { path, reason: "not-ours" };
  return file === null || isAsWritten(join(root, path), file) ? null : { path, reason: "changed" };
}
