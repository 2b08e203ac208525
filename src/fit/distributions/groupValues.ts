/** Values that count as one. */
export interface ValueGroup {
  readonly value: number;
  readonly count: number;
}

const mostGroups = 2000;

/** Values in at most 2,000 groups, each at its mean: exact where there are no more different ones. Takes ascending values. */
export function groupValues(ascending: Float64Array): readonly ValueGroup[] {
  const exact = groupEqual(ascending);
  if (exact !== null) return exact;
  const groups: ValueGroup[] = [];
  for (let group = 0; group < mostGroups; group += 1) {
    const from = Math.floor((group * ascending.length) / mostGroups);
    const to = Math.floor(((group + 1) * ascending.length) / mostGroups);
    let sum = 0;
    for (let i = from; i < to; i += 1) sum += ascending[i]!;
    if (to > from) groups.push({ value: sum / (to - from), count: to - from });
  }
  return groups;
}

function groupEqual(ascending: Float64Array): readonly ValueGroup[] | null {
  const groups: { value: number; count: number }[] = [];
  for (const value of ascending) {
    const last = groups.at(-1);
    if (last?.value === value) {
      last.count += 1;
      continue;
    }
    if (groups.length === mostGroups) return null;
    groups.push({ value, count: 1 });
  }
  return groups;
}
