import type { CallPlan } from "../../serve/path/CallPlan.ts";
import type { CallStep } from "../schema/callSchema.ts";

/** A list of calls as a plan: one after the other. */
export function compileCalls(steps: readonly CallStep[]): CallPlan {
  return { kind: "sequence", steps: steps.map(compileCall) };
}

function compileCall(step: CallStep): CallPlan {
  if (typeof step === "string") return { kind: "call", deployment: step };
  if ("parallel" in step) return { kind: "parallel", branches: step.parallel.map(compileCall) };
  if ("percent" in step) {
    return {
      kind: "share",
      percent: step.percent,
      plan: compileCalls(step.calls),
      otherwise: step.otherwise === undefined ? null : compileCalls(step.otherwise),
    };
  }
  return compileCalls(step);
}
