/** What the controller of the legacy Ray Serve holds. `Tag`: how backends are named. */
export interface ServeState<Tag> {
  /** In the order in which they were created. */
  readonly backends: readonly Backend<Tag>[];
  readonly endpoints: readonly Endpoint<Tag>[];
}

/** A backend of the legacy API: here a version. */
export interface Backend<Tag> {
  readonly tag: Tag;
  /** `num_replicas`, by deployment: a backend of Ray Serve has one, a version of a service may have several. */
  readonly replicas: ReadonlyMap<string, number>;
}

/** An endpoint of the legacy API: where requests come in, and how they are shared. */
export interface Endpoint<Tag> {
  readonly name: string;
  /** `null`: it is called by handles only. */
  readonly route: string | null;
  readonly methods: readonly string[];
  /** Of all requests, 0 to 1. A backend with 0 is in use all the same. */
  readonly traffic: ReadonlyMap<Tag, number>;
  /** What share of the requests a backend gets as well, 0 to 1. */
  readonly shadows: ReadonlyMap<Tag, number>;
}
