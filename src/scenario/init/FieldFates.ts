/** What becomes of the fields of a file, as people name them: `applications[].deployments[].num_replicas`. */
export interface FieldFates {
  readonly used: readonly string[];
  readonly leftAside: readonly string[];
}
