import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "./InputError.ts";
import type { ReportPlace } from "./ReportPlace.ts";
import { withFileErrors } from "./withFileErrors.ts";

/** A folder that holds this file is a report and may be replaced by a newer one. */
const markerFile = "summary.json";

/** @throws InputError where the report's folder is something else than a report, and replacing it would lose it. */
export function checkReportPlace({ parent, name }: ReportPlace): void {
  const folder = join(parent, name);
  const status = withFileErrors("the report cannot be written", () =>
    lstatSync(folder, { throwIfNoEntry: false }),
  );
  if (status === undefined) return;
  if (!status.isDirectory()) {
    throw new InputError(
      `${folder} is not a folder (a link is not followed): move it away, or choose another --out`,
    );
  }
  const entries = readdirSync(folder);
  if (entries.length > 0 && !entries.includes(markerFile)) {
    throw new InputError(`${folder} holds other files than a report: move it away, or choose another --out`);
  }
}
