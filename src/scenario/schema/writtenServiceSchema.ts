import { z } from "zod";
import { serviceConfigSchema } from "./serviceConfigSchema.ts";

/** A whole service config as a scenario writes it: inline, as a list of applications, or the path of a file with either. */
export const writtenServiceSchema = z.union([serviceConfigSchema, z.string().min(1), z.array(z.unknown())], {
  error: "expected a service config, or the path of a file with one",
});

export type WrittenService = z.output<typeof writtenServiceSchema>;
