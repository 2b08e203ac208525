/**
 * The known name that was probably meant: differs in case or separators only, or by few letters.
 * `null` where none is near.
 */
export function suggestName(found: string, known: readonly string[]): string | null {
  const plainFound = plain(found).slice(0, 100);
  let best: string | null = null;
  // Short names are near to every other short name: of two letters none may differ.
  let bestDistance = (plainFound.length < 3 ? 0 : Math.max(1, Math.floor(plainFound.length / 3))) + 1;
  for (const name of known) {
    const distance = editDistance(plainFound, plain(name).slice(0, 100));
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** Letters to insert, remove, replace or swap with their neighbour. */
function editDistance(left: string, right: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let distance = Math.min(
        previous[column]! + 1,
        current[column - 1]! + 1,
        previous[column - 1]! + (same ? 0 : 1),
      );
      if (
        row > 1 &&
        column > 1 &&
        left[row - 1] === right[column - 2] &&
        left[row - 2] === right[column - 1]
      ) {
        distance = Math.min(distance, beforePrevious[column - 2]! + 1);
      }
      current.push(distance);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[right.length]!;
}
