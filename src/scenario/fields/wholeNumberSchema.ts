import { z } from "zod";

/** A whole number within given limits. */
export function wholeNumberSchema(limits: { readonly least: number; readonly most: number }) {
  const error = `expected a whole number from ${limits.least} to ${limits.most}`;
  return z
    .number({ error })
    .min(limits.least, { error, abort: true })
    .max(limits.most, { error, abort: true })
    .multipleOf(1, { error });
}
