/** The part of the requests that one version gets, in percent. */
export interface TrafficShare<Version> {
  readonly version: Version;
  readonly percent: number;
}

/** Says which version a request goes to, by one draw. Prepared whenever the shares change, so that a request allocates nothing. */
export class TrafficTable<Version> {
  /** Those with a share, the first of the list last: it also gets what rounding leaves. */
  readonly #versions: readonly Version[];
  /** Draws below go to the version in the same place; the last version needs none. */
  readonly #limits: Float64Array;

  constructor(shares: readonly TrafficShare<Version>[]) {
    const some = shares.filter(({ percent }) => percent > 0).toReversed();
    this.#versions = some.map(({ version }) => version);
    this.#limits = new Float64Array(Math.max(0, some.length - 1));
    let sum = 0;
    for (let place = 0; place < this.#limits.length; place++) {
      sum += (some[place] as TrafficShare<Version>).percent;
      this.#limits[place] = sum;
    }
  }

  /** @param draw uniform in [0, 1). `null`: no version gets traffic. */
  choose(draw: number): Version | null {
    const limits = this.#limits;
    const percent = draw * 100;
    let place = 0;
    while (place < limits.length && percent >= (limits[place] as number)) place++;
    return this.#versions[place] ?? null;
  }
}
