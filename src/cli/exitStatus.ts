/** What the program's exit status says. */
export const exitStatus = {
  fine: 0,
  /** An invariant or an expectation failed. */
  failed: 1,
  /** The input cannot be used; nothing was written. */
  badInput: 2,
  /** A defect of the program itself. */
  internalError: 70,
  /** What the command printed could not be written: a full disk, a terminal that is gone. */
  outputError: 74,
  /** Ctrl-C: what was finished is written. As shells have it, 128 and the number of the signal. */
  interrupted: 130,
} as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];
