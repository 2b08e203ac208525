/** What the runs did not record and their times depend on; fitted to the fit points with all the rest. */
export interface Unrecorded {
  /**
   * Share of a prompt's own tokens that was read anew, of sim-to-real. Its prompts are random tokens put into words and taken
   * apart again, in conversations of several turns with the prefix cache on: the tokens that came of it are not recorded. It
   * differs with the tokenizer: SentencePiece with 32 or 64 thousand words, or one with 128 thousand and more.
   */
  readonly readShareOfSentencePiece: number;
  readonly readShareOfOthers: number;
}

export const unrecorded: Unrecorded = {
  readShareOfSentencePiece: 0.509,
  readShareOfOthers: 0.781,
};
