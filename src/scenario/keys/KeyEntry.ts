/** What becomes of a key of a service config. */
export type KeyFate =
  /** It shapes the forecast; `as` says how. */
  | { readonly kind: "modelled"; readonly as: string }
  /** It changes nothing that a forecast looks at. */
  | { readonly kind: "idle"; readonly because: string }
  /** It changes what runs, and the forecast does not follow. `instead`: the key of a scenario that can stand in. */
  | { readonly kind: "unmodelled"; readonly effect: string; readonly instead: string | null }
  /** A former name of another key of its section. */
  | { readonly kind: "deprecated"; readonly now: string; readonly until: string };

/** One key of a service config that somebody knows. */
export interface KeyEntry {
  readonly fate: KeyFate;
  /** What runs where it is left out, in words for people. */
  readonly otherwise?: string;
  /** Of a key that is not modelled: whether a value changes nothing after all. */
  readonly isHarmless?: (value: unknown) => boolean;
  /** Where it is known from, where neither installed package has it. */
  readonly document?: string;
}

/** Who reads the keys of a section, and what he does with one that he does not know. */
export type KeyReader =
  /** Ray Serve ignores it in silence (pydantic's `extra="ignore"`). */
  | "ray-ignores"
  /** Ray Serve refuses the whole config (`extra="forbid"`). */
  | "ray-refuses"
  /** Only the Anyscale client reads it, and refuses the config (a dataclass without such a field). */
  | "client-refuses"
  /** Both read it: Ray Serve ignores what the client refuses. */
  | "both"
  /** Sent to the service's API, which says nothing of other keys. */
  | "api";

/** The keys of one map of a service config. */
export interface KeySection {
  /** As in `applications[].deployments[].autoscaling_config`; empty for the config itself. */
  readonly path: string;
  /** How people call it, as in `the deployment`. */
  readonly called: string;
  readonly reader: KeyReader;
  readonly keys: Readonly<Record<string, KeyEntry>>;
}
