/** What people of a system call the versions of a rollout: in heads of tables, legends of charts, and a service's status. */
export interface VersionWords {
  /** The version that comes and the one that it takes over from, in a word each: `pending` and `active`. */
  readonly canary: string;
  readonly primary: string;
  /** What both of them are, where there is room to say it: `cluster`. Left out: the words stand alone. */
  readonly noun?: string;
  /** What bounds the replicas that they hold together, in a few words; left out: the surge. */
  readonly bound?: string;
  /**
   * `roles`: a version that has taken over is called what the one before it was. `versions`: each keeps its word, and has its name
   * or number instead where there are more than two.
   */
  readonly follow: "roles" | "versions";
}

/** Anyscale's words, and those of strategies that have none of their own. */
export const usualWords: VersionWords = { canary: "canary", primary: "primary", follow: "roles" };
