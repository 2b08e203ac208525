/**
 * Of each request, how many others were under way when it arrived; −1 where its own duration is not known. Takes arrivals ascending.
 * What begins at the very moment of another's end does not meet it.
 */
export function ongoingAtArrival(arrivalSeconds: Float64Array, durationSeconds: Float64Array): Int32Array {
  const count = arrivalSeconds.length;
  const ends = new Float64Array(count);
  let known = 0;
  for (let i = 0; i < count; i += 1) {
    const end = arrivalSeconds[i]! + durationSeconds[i]!;
    if (!Number.isNaN(end)) ends[known++] = end;
  }
  const ordered = ends.subarray(0, known).sort();
  const ongoing = new Int32Array(count);
  let ended = 0;
  let begun = 0;
  for (let i = 0; i < count; i += 1) {
    while (ended < known && ordered[ended]! <= arrivalSeconds[i]!) ended += 1;
    // A request of no length would have ended before it began.
    ongoing[i] = Number.isNaN(durationSeconds[i]!) ? -1 : Math.max(begun - ended, 0);
    if (!Number.isNaN(durationSeconds[i]!)) begun += 1;
  }
  return ongoing;
}
