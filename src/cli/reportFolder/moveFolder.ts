import { renameSync } from "node:fs";
import { ignoring } from "./ignoring.ts";

/** What the system says where the name is taken, or where the folder is not there any more. */
const quickerCodes = ["ENOENT", "ENOTEMPTY", "EEXIST", ...(process.platform === "win32" ? ["EPERM"] : [])];

/** Moves a folder to a name that is free; says whether it did, or whether another run was quicker. */
export function moveFolder(from: string, to: string): boolean {
  const moved = ignoring(quickerCodes, () => {
    renameSync(from, to);
    return true;
  });
  return moved === true;
}
