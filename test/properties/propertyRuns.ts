/**
 * How often a property is tried: as often as its test says, times `ROLLCAST_RUNS` (default 1). The seed is fixed, so that a
 * test run means the same every time; `ROLLCAST_SEED` tries other inputs.
 */
export function propertyRuns(usual: number): { readonly runs: number; readonly seed: number } {
  return { runs: Math.ceil(usual * readNumber("ROLLCAST_RUNS", 1)), seed: readNumber("ROLLCAST_SEED", 1) };
}

function readNumber(name: string, usual: number): number {
  const text = process.env[name];
  if (text === undefined || text === "") {
    return usual;
  }
  const value = Number(text);
  if (!(Number.isFinite(value) && value > 0)) {
    throw new Error(`${name} must be a number above 0, not ${text}.`);
  }
  return value;
}
