import type { ChartWindow } from "./ChartWindow.ts";

/** `null`: nothing is known at that moment, and the line has a gap. */
type Columns<Value extends number | null> = Readonly<Record<string, readonly Value[]>>;

/**
 * Levels as points of a line that keeps each value until the next point (step-after): `minute` and the given columns, cut
 * to the window, without points at which nothing changes. A value holds from `fromSeconds` of its row on; the first one
 * also before; of several rows at one moment only the last counts.
 */
export function levelColumns<Value extends number | null>(
  fromSeconds: readonly number[],
  columns: Columns<Value>,
  window: ChartWindow,
): Record<string, (Value | number)[]> {
  const names = Object.keys(columns);
  const points: Record<string, (Value | number)[]> = {
    minute: [],
    ...Object.fromEntries(names.map((name) => [name, []])),
  };
  const add = (atSeconds: number, row: number) => {
    points.minute?.push(atSeconds / 60);
    for (const name of names) {
      const value = columns[name]?.[row];
      points[name]?.push(value === undefined ? 0 : value);
    }
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
