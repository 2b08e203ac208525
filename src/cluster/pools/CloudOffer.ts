type Undo = () => void;

/**
 * What the cloud offers at all: zones that are up, and spot machines. Several faults may close the same; it is open again
 * when the last of them is over. How many machines there are is the pools' matter.
 */
export class CloudOffer {
  readonly #closedZones: string[] = [];
  #spotClosings = 0;
  #changes = 0;
  readonly #onOpen: (() => void)[] = [];

  /** Grows whenever something is offered, or is not any more. */
  get changes(): number {
    return this.#changes;
  }

  get hasSpot(): boolean {
    return this.#spotClosings === 0;
  }

  hasZone(zone: string): boolean {
    return !this.#closedZones.includes(zone);
  }

  /** Called whenever something is offered again. */
  onOpen(callback: () => void): void {
    this.#onOpen.push(callback);
  }

  closeZone(zone: string): Undo {
    this.#closedZones.push(zone);
    this.#changes++;
    return () => {
      this.#closedZones.splice(this.#closedZones.indexOf(zone), 1);
      this.#open();
    };
  }

  closeSpot(): Undo {
    this.#spotClosings++;
    this.#changes++;
    return () => {
      this.#spotClosings--;
      this.#open();
    };
  }

  #open(): void {
    this.#changes++;
    for (const callback of this.#onOpen) callback();
  }
}
