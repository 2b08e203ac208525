import { type AllowedImports, allowedImports } from "./allowedImports.ts";

/** Rooms inside of others that the picture shows by themselves: what others need apart from the rest. */
const shownApart: Readonly<Record<string, string>> = {
  "scenario/fields": "scenario/fields",
  "scenario/problems": "scenario/fields",
  "simulation/result": "simulation/result",
  "simulation/Scenario.ts": "simulation/result",
  "simulation/Expectation.ts": "simulation/result",
  "strategies/anyscale/laws": "invariants",
};

/**
 * The arrows of the picture of the rooms, sorted: who may import whom, without those that follow from others, and without the doors of
 * the package.
 */
export function pictureOf(
  table: Readonly<Record<string, AllowedImports>> = allowedImports,
): readonly string[] {
  const allowed = new Map<string, Set<string>>();
  const allow = (from: string, to: string) => {
    if (from !== to) allowed.set(from, (allowed.get(from) ?? new Set()).add(to));
  };
  for (const [room, { rooms, isApart }] of Object.entries(table)) {
    if (isDoor(room)) continue;
    for (const other of rooms) allow(shownAs(room), shownAs(other));
    // A room may import what lies inside it, unless that stands apart.
    if (isApart !== true) allow(folderOf(room), shownAs(room));
  }
  return [...allowed]
    .flatMap(([from, reached]) =>
      [...reached]
        .filter((to) => ![...reached].some((over) => over !== to && reaches(allowed, over, to)))
        .map((to) => `${from} --> ${to}`),
    )
    .sort();
}

function reaches(allowed: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  const next = [...(allowed.get(from) ?? [])];
  return next.some((room) => room === to || reaches(allowed, room, to));
}

function shownAs(room: string): string {
  return shownApart[room] ?? folderOf(room);
}

function folderOf(room: string): string {
  return room.split("/")[0] as string;
}

function isDoor(room: string): boolean {
  return room.endsWith(".ts") && !room.includes("/");
}
