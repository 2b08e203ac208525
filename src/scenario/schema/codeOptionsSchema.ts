import type { z } from "zod";
import { deploymentConfigSchema } from "./deploymentConfigSchema.ts";

/** The options of a deployment that its code gives to `@serve.deployment`; the name stands elsewhere. */
export const codeOptionsSchema = deploymentConfigSchema.omit({ name: true }).meta({
  id: "CodeOptions",
  description: "Options that a deployment has in its code, named as in a Ray Serve config file.",
});

export type CodeOptions = z.output<typeof codeOptionsSchema>;
