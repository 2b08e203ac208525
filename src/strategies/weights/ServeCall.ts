/** A call of the legacy Ray Serve API (ray-serve-api-source-legacy.txt) that changes what runs or where requests go. */
export type ServeCall<Tag> =
  | {
      readonly kind: "create-backend";
      readonly backend: Tag;
      /** `num_replicas` of each of its deployments. */
      readonly replicas: ReadonlyMap<string, number>;
    }
  | {
      readonly kind: "update-backend-config";
      readonly backend: Tag;
      readonly deployment: string;
      /** `num_replicas`. */
      readonly replicas: number;
    }
  /** `force`: without waiting for a graceful shutdown. */
  | { readonly kind: "delete-backend"; readonly backend: Tag; readonly force: boolean }
  | {
      readonly kind: "create-endpoint";
      readonly endpoint: string;
      readonly backend: Tag;
      readonly route: string | null;
      readonly methods: readonly string[];
    }
  | { readonly kind: "delete-endpoint"; readonly endpoint: string }
  /** The weights must sum to 1. */
  | { readonly kind: "set-traffic"; readonly endpoint: string; readonly weights: ReadonlyMap<Tag, number> }
  /** `proportion` of the requests, 0 to 1, is duplicated; 0 ends it. */
  | {
      readonly kind: "shadow-traffic";
      readonly endpoint: string;
      readonly backend: Tag;
      readonly proportion: number;
    };
