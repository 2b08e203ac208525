declare const brand: unique symbol;

/**
 * Who is told what became of a request: a client, a request inside the application that called it, or nobody. One number, so that a
 * typed array holds it. Which kind it is shows by comparison, for a function for it made the request path a quarter slower:
 * `> nobody` a client, by its row; `>= nobody` from outside; `=== mirrored` a copy's; `< mirrored` a call, of `orphaned` or of a frame.
 */
export type Caller = number & { readonly [brand]: "Caller" };

/** A request from outside for whose answer nobody waits here. */
export const nobody = -1 as Caller;

/** The caller of a copy of a request: nobody waits for its answer, and its way is counted apart. */
export const mirrored = -2 as Caller;

/** The caller of a call whose request has left. */
export const orphaned = -3 as Caller;

/** @param row the client's own number for the request, 0 or more. */
export function clientCaller(row: number): Caller {
  return row as Caller;
}

/** @param frame what the calling request awaits, 0 or more (`FrameTable`). */
export function frameCaller(frame: number): Caller {
  return (orphaned - 1 - frame) as Caller;
}

/** The frame of a request that called (`frameCaller`), and has not left since. */
export function frameOf(caller: Caller): number {
  return orphaned - 1 - caller;
}
