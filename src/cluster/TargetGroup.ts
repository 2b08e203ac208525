/**
 * What a load balancer sends requests to, one after the other. Those that have failed its health checks are left out;
 * where all have, it sends to all of them.
 *
 * Elastic Load Balancing: round robin is the default of a target group, and one without healthy targets "fails open".
 */
export class TargetGroup {
  /** In the order of their coming; targets are numbers. */
  readonly #registered: number[] = [];
  readonly #healthy: number[] = [];
  #turn = 0;

  /** From now on it is sent requests. */
  register(target: number): void {
    if (this.#registered.includes(target)) throw new Error(`target ${target} is registered already`);
    this.#registered.push(target);
    this.#healthy.push(target);
  }

  /** It is sent nothing any more; nothing happens where it is not registered. */
  deregister(target: number): void {
    remove(this.#registered, target);
    remove(this.#healthy, target);
  }

  /** It has failed its health checks; returns whether it was sent requests until now. */
  markUnhealthy(target: number): boolean {
    return remove(this.#healthy, target);
  }

  /** Where the next request goes; `null`: nowhere. */
  next(): number | null {
    const targets = this.#healthy.length > 0 ? this.#healthy : this.#registered;
    if (targets.length === 0) return null;
    this.#turn = (this.#turn + 1) % targets.length;
    return targets[this.#turn] as number;
  }
}

function remove(targets: number[], target: number): boolean {
  const place = targets.indexOf(target);
  if (place >= 0) targets.splice(place, 1);
  return place >= 0;
}
