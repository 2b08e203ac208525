import type { VersionId } from "../VersionId.ts";
import type { ServeCall } from "./ServeCall.ts";

/**
 * A call of the API. A backend that is created is a version, and has the replicas of its config. `deployment`: `null` where the
 * backend has only one.
 */
export type WeightsCommand =
  | Exclude<ServeCall<string>, { readonly kind: "create-backend" | "update-backend-config" }>
  | { readonly kind: "create-backend"; readonly backend: string; readonly version: VersionId }
  | {
      readonly kind: "update-backend-config";
      readonly backend: string;
      readonly deployment: string | null;
      readonly replicas: number;
    };
