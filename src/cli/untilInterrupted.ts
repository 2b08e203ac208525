/** Something that Ctrl-C ends in order. */
export interface Interruption {
  /** Aborted by the first Ctrl-C; the second ends the program at once. */
  readonly signal: AbortSignal;
  /** Lets Ctrl-C end the program again. */
  stop(): void;
}

/** From now on the first Ctrl-C aborts a signal. */
export function untilInterrupted(): Interruption {
  const controller = new AbortController();
  const abort = () => controller.abort();
  process.once("SIGINT", abort);
  return { signal: controller.signal, stop: () => process.off("SIGINT", abort) };
}
