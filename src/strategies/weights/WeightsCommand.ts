import type { VersionId } from "../VersionId.ts";
import type { ServeCall } from "./ServeCall.ts";

/** A call of the API, its backends being versions. A backend that is created has the replicas of its config. */
export type WeightsCommand =
  | Exclude<ServeCall<VersionId>, { readonly kind: "create-backend" }>
  | { readonly kind: "create-backend"; readonly backend: VersionId };
