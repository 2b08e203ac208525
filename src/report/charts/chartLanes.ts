import type { LaneBands, RunBands } from "../../runs/curves/RunBands.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { Lane } from "../lanes/Lane.ts";
import { reportLanes } from "../lanes/reportLanes.ts";
import { truncateText } from "../text/truncateText.ts";
import { palette } from "./palette.ts";

/** A lane as charts draw it. */
export interface ChartLane extends Lane {
  /** Its word, short enough for an axis. */
  readonly axis: string;
  readonly color: string;
  /** Of areas. */
  readonly faintColor: string;
  /** So that lines can be told apart without colours. */
  readonly dash: readonly number[];
  /** Over all of several runs; `null`: there is one run. */
  readonly bands: LaneBands | null;
}

/** The lanes of a chart: one for each role or version. */
export interface ChartLanes {
  readonly by: "roles" | "versions";
  /** From top to bottom. */
  readonly lanes: readonly ChartLane[];
  /** A sentence for the subtitle where some are left out; else empty. */
  readonly omission: string;
}

/** Nobody reads more below each other. */
const mostLanes = 6;
const longestAxis = 14;

/** The lanes of a run with their colours: of many versions those that had the most replicas over time. */
export function chartLanes(result: SimulationResult, bands: RunBands | null = null): ChartLanes {
  const { by, lanes } = reportLanes(result);
  const sizes = new Map(lanes.map((lane) => [lane, sizeOf(lane)]));
  const kept = new Set(
    lanes.toSorted((one, other) => (sizes.get(other) ?? 0) - (sizes.get(one) ?? 0)).slice(0, mostLanes),
  );
  const shown = lanes.filter((lane) => kept.has(lane));
  const isPair = shown.length === 2;
  return {
    by,
    lanes: shown.map((lane, index) => ({
      ...lane,
      axis: truncateText(lane.word, longestAxis),
      ...(isPair ? pair : several)[index % several.length]!,
      bands: bands?.find(({ lane: key }) => key === lane.key) ?? null,
    })),
    omission:
      shown.length === lanes.length
        ? ""
        : `${shown.length} of ${lanes.length} versions: those with the most replicas`,
  };
}

/** A subtitle that also says what is left out. */
export function withOmission(subtitle: string, omission: string): string {
  return omission === "" ? subtitle : `${subtitle}; ${omission}`;
}

/** A subtitle that also says what the bands are, where there are any. */
export function withBands(subtitle: string, lanes: readonly ChartLane[], remark = ""): string {
  return lanes.some(({ bands }) => bands !== null)
    ? `${subtitle}; shaded: four of five runs${remark}`
    : subtitle;
}

/** Of several panels below each other: as high as it is of two, or lower. */
export function panelHeight(ofTwoPixels: number, lanes: readonly ChartLane[]): number {
  return lanes.length <= 2 ? ofTwoPixels : Math.round(0.7 * ofTwoPixels);
}

function sizeOf({ timeline }: Lane): number {
  return timeline.runningReplicas.reduce((sum, replicas) => sum + replicas, 0);
}

type Look = Pick<ChartLane, "color" | "faintColor" | "dash">;

/** Orange and dashed for what comes, blue and solid for what is there. */
const pair: readonly Look[] = [
  { color: palette.canary, faintColor: palette.canaryFaint, dash: [6, 2] },
  { color: palette.primary, faintColor: palette.primaryFaint, dash: [1, 0] },
];

const several: readonly Look[] = [
  { color: palette.primary, faintColor: palette.primaryFaint, dash: [1, 0] },
  { color: palette.canary, faintColor: palette.canaryFaint, dash: [6, 2] },
  { color: palette.running, faintColor: "#BFE7DC", dash: [2, 2] },
  { color: palette.draining, faintColor: "#F2DDE9", dash: [8, 2, 2, 2] },
  { color: palette.starting, faintColor: "#D5EDFA", dash: [12, 3] },
  { color: palette.failure, faintColor: "#F5D7BF", dash: [4, 4] },
];
