/** Where two values that JSON can hold first differ, as `path: this / that`; `null` where only the order of keys differs. */
export function firstDifference(a: unknown, b: unknown, path = "result"): string | null {
  if (isContainer(a) && isContainer(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    for (const key of keys) {
      const difference = firstDifference(Reflect.get(a, key), Reflect.get(b, key), `${path}.${key}`);
      if (difference !== null) {
        return difference;
      }
    }
    return null;
  }
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left === right ? null : `${path}: ${left} / ${right}`;
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
