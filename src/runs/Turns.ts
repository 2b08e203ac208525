/** So many events take some hundredths of a second: no one waits longer for his turn. */
const eventsBetweenTurns = 50_000;

/** Whoever plays runs in a thread that others need too gives them their turn now and then: signals, messages, a page that is drawn. */
export class Turns {
  #eventCount = 0;

  /** @param eventCount how many events were played since the last call. */
  async pass(eventCount: number): Promise<void> {
    this.#eventCount += eventCount;
    if (this.#eventCount < eventsBetweenTurns) return;
    this.#eventCount = 0;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}
