/** The most that the versions together may hold at a moment. */
export interface HeldBound {
  readonly gpus: number;
  readonly replicas: number;
}
