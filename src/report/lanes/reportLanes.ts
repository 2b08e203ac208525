import { wholeTimeline } from "../../runs/curves/wholeTimeline.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { VersionRows } from "../../simulation/result/Timeline.ts";
import type { VersionRole } from "../../simulation/result/VersionRole.ts";
import { areRolesEnough } from "./areRolesEnough.ts";
import type { Lane } from "./Lane.ts";
import { versionNames } from "./versionNames.ts";

/** What a report divides its tables and charts by. */
export interface ReportLanes {
  /** `roles`: who has taken over is told in the lane of the one before. `versions`: each version stays in its own. */
  readonly by: "roles" | "versions";
  /** From top to bottom, or from left to right. */
  readonly lanes: readonly Lane[];
}

type Words = SimulationResult["words"];
type Parts = Pick<SimulationResult, "versions" | "words" | "timeline" | "splits">;

/**
 * By roles, in the words of the system that rolled out; by versions where two roles do not tell all, or where that system knows no
 * roles.
 */
export function reportLanes(result: Parts): ReportLanes {
  const { versions, words } = result;
  const hasNames = versions.some(({ name }) => name !== undefined);
  const hasOwn = versions.length > 1 && (words.follow === "versions" || hasNames);
  if (!hasOwn && areRolesEnough(result)) {
    return { by: "roles", lanes: (["canary", "primary"] as const).map((role) => roleLane(result, role)) };
  }
  const isPair = versions.length === 2 && !hasNames && words.follow === "versions";
  const lanes = versions.map((_, index) => versionLane(result, index, isPair ? words : null));
  // The new one first, as with roles.
  return { by: "versions", lanes: isPair ? lanes.toReversed() : lanes };
}

function called(word: string, noun: string | undefined): Pick<Lane, "word" | "label" | "phrase"> {
  const label = noun === undefined ? word : `${word} ${noun}`;
  return { word, label, phrase: `the ${label}` };
}

function roleLane({ timeline, splits, words }: Parts, role: VersionRole): Lane {
  return {
    key: role,
    ...called(words[role], words.noun),
    timeline: timeline[role],
    copies: null,
    levels: splits.map(({ atSeconds, split }) => ({ atSeconds, ...split[role], mirrorPercent: 0 })),
    playedIn: (step) => ({ ...step[role], mirrorPercent: 0 }),
  };
}

/** `words`: of a pair, the older of which is the one that the other takes over from. */
function versionLane(result: Parts, index: number, words: Words | null): Lane {
  const { versions, timeline } = result;
  const version = versions[index];
  if (version === undefined) throw new Error(`there is no version ${index}`);
  const { id, shares } = version;
  const name = versionNames(result).get(id) ?? id;
  const rows = timeline.versions.find((each) => each.version === id);
  return {
    key: id,
    ...(words === null
      ? { word: name, label: name, phrase: name }
      : called(index === 0 ? words.primary : words.canary, words.noun)),
    timeline: wholeTimeline(rows ?? null, timeline.atSeconds.length),
    copies: rows === undefined ? null : copiesOf(rows, timeline.atSeconds.length),
    levels: shares,
    playedIn: ({ versions: played }) => played.find((each) => each.version === id) ?? null,
  };
}

function copiesOf(rows: VersionRows, rowCount: number): Lane["copies"] {
  if (rows.mirroredRequests.every((count) => count === 0)) return null;
  const whole = (counts: readonly number[]) =>
    Array.from({ length: rowCount }, (_, row) => counts[row - rows.firstRow] ?? 0);
  return { arrived: whole(rows.mirroredRequests), failed: whole(rows.failedMirroredRequests) };
}
