/**
 * Which of some changes may be in force at a moment: the last one before it, and all at that very moment (order within a
 * moment is not known from outside). Empty where the first change comes later.
 */
export function inForceAt<Change extends { readonly atSeconds: number }>(
  changes: readonly Change[],
  atSeconds: number,
): readonly Change[] {
  const before = changes.filter((change) => change.atSeconds < atSeconds);
  const now = changes.filter((change) => change.atSeconds === atSeconds);
  return [...before.slice(-1), ...now];
}
