import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import { formatCsv } from "./formatCsv.ts";

const header = ["at_s", "version", "name", "capacity_percent", "traffic_percent", "mirror_percent"];

/** What every version had from each moment on at which that changed; `null`: the two roles tell all, for the timeline has them. */
export function renderSharesCsv({ splits, versions }: SimulationResult): string | null {
  if (splits.every(({ shares }) => shares === undefined)) return null;
  const nameOf = (id: string) => versions.find((version) => version.id === id)?.name ?? "";
  return formatCsv(
    header,
    splits.flatMap(({ atSeconds, shares = [] }) =>
      shares.map(({ version, capacityPercent, trafficPercent, mirrorPercent }) => [
        atSeconds,
        version,
        nameOf(version),
        capacityPercent,
        trafficPercent,
        mirrorPercent,
      ]),
    ),
  );
}
