import type { RandomStream } from "../../engine/RandomStreams.ts";
import { sample } from "../../engine/sample.ts";
import { probeDeadlineSeconds } from "./probeTimes.ts";
import type { ProbeSettings } from "./RoutingSettings.ts";

/** The time that the messages of a router take: it handles one after another, and each is on its way for a while. */
export class MessageHandling {
  readonly #settings: ProbeSettings;
  readonly #random: RandomStream;
  #busyUntilSeconds = 0;
  /** From when the router has nothing more to handle, or from a question, until the answer: at most so long. */
  readonly longestWaitSeconds: number;

  constructor(settings: ProbeSettings, random: RandomStream) {
    this.#settings = settings;
    this.#random = random;
    this.longestWaitSeconds = settings.messageSeconds + longestLatencySeconds(settings);
  }

  /** Until when the router is busy with what it has sent and what has been refused. */
  get busyUntilSeconds(): number {
    return this.#busyUntilSeconds;
  }

  /** So many messages more to handle from now on. */
  handle(messages: number, nowSeconds: number): void {
    const fromSeconds = Math.max(this.#busyUntilSeconds, nowSeconds);
    this.#busyUntilSeconds = fromSeconds + messages * this.#settings.messageSeconds;
  }

  /** When the answer to a question of now comes: after all that the router has to handle before. */
  drawAnswerSeconds(nowSeconds: number): number {
    const handledSeconds = this.#busyUntilSeconds + this.#settings.messageSeconds;
    return Math.max(nowSeconds, handledSeconds) + this.#drawLatency();
  }

  /** When the refusal is back that has been handled last. */
  drawRefusalSeconds(): number {
    return this.#busyUntilSeconds + this.#drawLatency();
  }

  #drawLatency(): number {
    const { latencySeconds } = this.#settings;
    return latencySeconds.kind === "fixed" ? latencySeconds.value : sample(latencySeconds, this.#random);
  }
}

function longestLatencySeconds({ latencySeconds }: ProbeSettings): number {
  const longestDeadlineSeconds = probeDeadlineSeconds(Number.POSITIVE_INFINITY);
  if (latencySeconds.kind !== "fixed") return longestDeadlineSeconds;
  if (!(latencySeconds.value >= 0 && latencySeconds.value <= longestDeadlineSeconds)) {
    throw new RangeError(`a probe of ${latencySeconds.value} s: expected 0 to ${longestDeadlineSeconds} s`);
  }
  return latencySeconds.value;
}
