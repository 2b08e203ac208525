/**
 * How one replica works on the requests that it holds. One implementation a file; the tables of the request path tell it
 * what comes and goes, and ask it when to look again. Nothing here allocates a request.
 */
export interface ReplicaWork {
  /** The replica takes a request. */
  begin(request: number, nowSeconds: number): void;
  /**
   * The moment that `nextSeconds` named has come: takes a request that is done at it, or returns `nothing` where none is
   * (or no further one). To be asked for the next moment after every call.
   */
  finish(nowSeconds: number): number;
  /** Takes a request that is not done. */
  abandon(request: number, nowSeconds: number): void;
  /** When something is done next if nothing changes, not before `nowSeconds`; only while it holds a request. */
  nextSeconds(nowSeconds: number): number;
  /** Some request that it holds; only while there is one. */
  anyRequest(): number;
  /** Work gets done `speed` times as fast from now on; 0 stops it. */
  setSpeed(speed: number, nowSeconds: number): void;
}
