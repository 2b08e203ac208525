import type { ChartWindow } from "./ChartWindow.ts";

type Columns = Readonly<Record<string, readonly number[]>>;

/**
 * Levels as points of a line that keeps each value until the next point (step-after): `minute` and the given columns, cut
 * to the window, without points at which nothing changes. A value holds from `fromSeconds` of its row on; the first one
 * also before; of several rows at one moment only the last counts.
 */
export function levelColumns(
  fromSeconds: readonly number[],
  columns: Columns,
  window: ChartWindow,
): Record<string, number[]> {
  const names = Object.keys(columns);
  const points: Record<string, number[]> = {
    minute: [],
    ...Object.fromEntries(names.map((name) => [name, []])),
  };
  const add = (atSeconds: number, row: number) => {
    points.minute?.push(atSeconds / 60);
    for (const name of names) points[name]?.push(columns[name]?.[row] ?? 0);
  };
  if (fromSeconds.length === 0) return points;
  const isInForce = (atSeconds: number) => atSeconds <= window.startSeconds;
  const first = Math.max(0, fromSeconds.findLastIndex(isInForce));
  add(window.startSeconds, first);
  let shown = first;
  for (let row = first + 1; row < fromSeconds.length; row++) {
    const atSeconds = fromSeconds[row] ?? 0;
    if (atSeconds >= window.endSeconds) break;
    if (fromSeconds[row + 1] === atSeconds) continue;
    const changes = names.some((name) => columns[name]?.[row] !== columns[name]?.[shown]);
    if (changes) add(atSeconds, row);
    if (changes) shown = row;
  }
  add(window.endSeconds, shown);
  return points;
}
