import { z } from "zod";
import { numberSchema } from "../fields/numberSchema.ts";
import { section } from "../fields/section.ts";

/** A deployment, a list (one after the other), some at once, or a share of the requests. */
export type CallStep =
  | string
  | readonly CallStep[]
  | { readonly parallel: readonly CallStep[] }
  | {
      readonly percent: number;
      readonly calls: readonly CallStep[];
      readonly otherwise?: readonly CallStep[] | undefined;
    };

const steps = z.lazy(() => z.array(callStepSchema).min(1, { error: "expected at least one call" }).max(100));

const callStepSchema: z.ZodType<CallStep, CallStep> = z
  .union(
    [
      z.string().min(1),
      steps,
      section({ parallel: steps.describe("All at once; done when all are.") }),
      section({
        percent: numberSchema({ least: 0, most: 100 }).describe(
          "Share of the requests that make these calls.",
        ),
        calls: steps,
        otherwise: steps.optional().describe("What the others call. Default: nothing."),
      }),
    ],
    {
      error:
        "expected a deployment, a list of calls, {parallel: [calls]} or {percent, calls, otherwise}, with percent from 0 to 100",
    },
  )
  .meta({
    id: "Call",
    description: "A deployment, a list, {parallel: […]}, or {percent, calls, otherwise}.",
  });

/** What a request calls after its own work, one after the other. */
export const callsSchema = z
  .array(callStepSchema)
  .max(100, { error: "expected at most 100 calls" })
  .describe(
    "What each request calls once it has done its own work, one after the other: deployments, {parallel: […]}, or {percent: 30, calls: […], otherwise: […]}. It keeps its slot until all have answered.",
  );
