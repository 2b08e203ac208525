/** Something that happened, for `events.jsonl`. Fields beyond these three depend on the kind. */
export interface SimulationEvent {
  readonly atSeconds: number;
  readonly kind: string;
  readonly message: string;
  readonly version?: string;
  readonly deployment?: string;
  readonly replica?: number;
  readonly node?: number;
}
