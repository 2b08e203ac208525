/** A state that a service, or one of its versions, has had from a moment on. */
export interface StateChange<State> {
  readonly atSeconds: number;
  readonly state: State;
  readonly reason: string;
}
