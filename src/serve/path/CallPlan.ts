/**
 * What a request to a deployment calls once it has done its own work there, before it answers: other deployments of the
 * same application (or of another), one after the other, at once, or only for a share of the requests.
 */
export type CallPlan =
  | { readonly kind: "call"; readonly deployment: string }
  /** One after the other. */
  | { readonly kind: "sequence"; readonly steps: readonly CallPlan[] }
  /** All at once; done when all are. */
  | { readonly kind: "parallel"; readonly branches: readonly CallPlan[] }
  /** The one for a share of the requests, the other for the rest; `null`: nothing. */
  | {
      readonly kind: "share";
      readonly percent: number;
      readonly plan: CallPlan;
      readonly otherwise: CallPlan | null;
    };
