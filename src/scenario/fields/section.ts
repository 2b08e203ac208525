import { z } from "zod";
import { describeChoices } from "../problems/describeChoices.ts";

/**
 * A map whose keys are all ours: an unknown key is an error that names the nearest known one, one line of the message
 * for each unknown key.
 */
export function section<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => `unknown key; ${describeChoices(key, known, "keys")}`).join("\n")
        : undefined,
  });
}
