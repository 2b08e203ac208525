import { z } from "zod";

/** A finite number within given limits. */
export function numberSchema(limits: { readonly least: number; readonly most: number }) {
  const error = `expected a number from ${limits.least} to ${limits.most}`;
  return z.number({ error }).min(limits.least, { error }).max(limits.most, { error });
}
