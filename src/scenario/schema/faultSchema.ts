import { z } from "zod";
import { faultRegistry } from "../../faults/faultRegistry.ts";

const [first, ...others] = faultRegistry;

/** One fault: when it strikes, its kind, and what that kind needs to know. */
const faultSchema = z
  .discriminatedUnion("kind", [first.schema, ...others.map(({ schema }) => schema)])
  .superRefine((fault, context) => {
    const timings = [fault.at, fault.when, fault.atRandom].filter((timing) => timing !== undefined);
    if (timings.length !== 1) {
      context.addIssue({ code: "custom", message: "needs exactly one of at, when and atRandom" });
    }
  });

export const faultsSchema = z
  .array(faultSchema)
  .max(1000, { error: "expected at most 1000 faults" })
  .default([])
  .describe("What goes wrong.");

export type FaultSection = z.output<typeof faultSchema>;
