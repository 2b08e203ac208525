/** Which error of the API it is; stable, for programs. */
export type ServeRefusalCode =
  | "backend-exists"
  | "backend-not-registered"
  | "backend-in-use"
  | "replicas-not-positive"
  | "endpoint-exists"
  | "endpoint-name-taken"
  | "route-taken"
  | "route-without-slash"
  | "traffic-for-unknown-endpoint"
  | "traffic-to-unknown-backend"
  | "weight-negative"
  | "weights-not-one"
  | "shadow-from-unknown-endpoint"
  | "shadow-to-unknown-backend"
  | "shadow-to-used-backend"
  | "proportion-out-of-range";

/** Why a call changes nothing. */
export interface ServeRefusal {
  readonly code: ServeRefusalCode;
  /** One sentence with the meaning of the API's own. */
  readonly refusal: string;
}
