import type { ReportPlace } from "./ReportPlace.ts";
import { checkReportPlace } from "./reportFolder/checkReportPlace.ts";
import { recoverReports } from "./reportFolder/recoverReports.ts";
import { withFileErrors } from "./withFileErrors.ts";

/**
 * Clears up after a run that was killed while it wrote this report, and looks whether the report may be written.
 * @throws InputError where anything but a report of rollcast stands in its place.
 */
export function prepareReportPlace(place: ReportPlace): void {
  withFileErrors("the report cannot be written", () => {
    recoverReports(place);
    checkReportPlace(place);
  });
}
