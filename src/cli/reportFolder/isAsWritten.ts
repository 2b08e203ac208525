import { createHash } from "node:crypto";
import { closeSync, lstatSync, openSync, readSync } from "node:fs";
import { ignoring } from "./ignoring.ts";
import type { ListedFile } from "./ReportManifest.ts";

const blockBytes = 1 << 16;

/** Whether a path is a plain file (no link) that holds what was written into it, to the byte. */
export function isAsWritten(path: string, { bytes, sha256 }: ListedFile): boolean {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status?.isFile() !== true || status.size !== bytes) return false;
  return ignoring(["ENOENT"], () => hashOf(path)) === sha256;
}

function hashOf(path: string): string {
  const hash = createHash("sha256");
  const block = Buffer.alloc(blockBytes);
  const descriptor = openSync(path, "r");
  try {
    for (let read = -1; read !== 0; ) {
      read = readSync(descriptor, block, 0, blockBytes, null);
      hash.update(block.subarray(0, read));
    }
  } finally {
    closeSync(descriptor);
  }
  return hash.digest("hex");
}
