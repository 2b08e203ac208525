import type { ServiceTime } from "../Deployment.ts";
import type { CallPlan } from "./CallPlan.ts";
import type { PathRouter } from "./PathRouter.ts";

/** Who is called: a router of the same version, and how long its work takes. */
export interface CallTarget {
  readonly router: PathRouter;
  readonly serviceTime: ServiceTime;
}

/** One node of a call plan, with the numbers of its children. */
export type CallNode =
  /** `null`: the version has no such deployment. */
  | { readonly kind: "call"; readonly target: CallTarget | null }
  | { readonly kind: "sequence" | "parallel"; readonly children: readonly number[] }
  | {
      readonly kind: "share";
      readonly percent: number;
      readonly plan: number;
      readonly otherwise: number | null;
    };

/** The nodes of a call plan by number, its root last: the form in which it is walked, request by request. */
export function numberCalls(
  plan: CallPlan,
  find: (deployment: string) => CallTarget | null,
): readonly CallNode[] {
  const nodes: CallNode[] = [];
  const add = (each: CallPlan): number => nodes.push(nodeOf(each)) - 1;
  const nodeOf = (each: CallPlan): CallNode => {
    switch (each.kind) {
      case "call":
        return { kind: "call", target: find(each.deployment) };
      case "sequence":
        return { kind: "sequence", children: each.steps.map(add) };
      case "parallel":
        return { kind: "parallel", children: each.branches.map(add) };
      case "share":
        return {
          kind: "share",
          percent: each.percent,
          plan: add(each.plan),
          otherwise: each.otherwise === null ? null : add(each.otherwise),
        };
    }
  };
  // Always a frame at the root: something that goes on when the last answer comes.
  add({ kind: "sequence", steps: [plan] });
  return nodes;
}
