import { lstatSync, readdirSync } from "node:fs";
import { InputError } from "../InputError.ts";
import { findStrangeEntry } from "./findStrangeEntry.ts";
import { manifestFile } from "./ReportManifest.ts";
import { readManifest } from "./readManifest.ts";

/**
 * @param folder to look at, `shown` the name to call it by.
 * @throws InputError where the folder holds anything else than a report as rollcast wrote it; an empty folder may be taken.
 */
export function requireOwnReport(folder: string, shown: string): void {
  if (!lstatSync(folder).isDirectory()) {
    throw new InputError(
      `${shown} is not a folder (a link is not followed): move it away, or choose another --out`,
    );
  }
  const manifest = readManifest(folder);
  const advice = "move or delete the folder, or choose another --out";
  if (manifest === null) {
    if (readdirSync(folder).length === 0) return;
    throw new InputError(
      `${shown} holds other files than a report of rollcast (a report has a whole ${manifestFile}; reports of earlier versions had none): ${advice}`,
    );
  }
  const strange = findStrangeEntry(folder, manifest);
  if (strange === null) return;
  const found = JSON.stringify(strange.path);
  throw new InputError(
    strange.reason === "changed"
      ? `${shown} holds ${found}, which was changed since rollcast wrote it: ${advice}`
      : `${shown} holds ${found}, which rollcast did not write: ${advice}`,
  );
}
