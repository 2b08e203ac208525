import type { EventLoop } from "../../engine/EventLoop.ts";
import type { Candidates } from "./CandidateDraw.ts";
import type { MessageHandling } from "./MessageHandling.ts";
import type { NumberSet } from "./NumberSet.ts";
import { probeDeadlineSeconds } from "./probeTimes.ts";
import { QueueLengthCache, unknownLength } from "./QueueLengthCache.ts";
import type { ReplicaView } from "./RoutingPolicy.ts";
import { SideQuestions } from "./SideQuestions.ts";

const none = -1;

/** What a router knows of the queues of its replicas: from a cache, and from the replicas' answers where it asks them. */
export class QueueLengths {
  readonly #members: NumberSet;
  readonly #replicas: ReplicaView;
  readonly #messages: MessageHandling;
  readonly #loop: EventLoop;
  readonly #isHeld: () => boolean;
  readonly #onAsked: () => void;
  readonly #cache = new QueueLengthCache();
  readonly #aside: SideQuestions;
  /** Replicas to ask once questions are not held any more. */
  readonly #held: number[] = [];

  constructor(options: {
    /** The router's replicas: what others tell is not listened to. */
    readonly members: NumberSet;
    readonly replicas: ReplicaView;
    readonly messages: MessageHandling;
    readonly loop: EventLoop;
    /** Whether questions for which nobody waits go out later, with `askHeld`. */
    readonly isHeld: () => boolean;
    /** Such a question has gone out by itself: `nextSeconds` may be earlier now. */
    readonly onAsked: () => void;
  }) {
    this.#members = options.members;
    this.#replicas = options.replicas;
    this.#messages = options.messages;
    this.#loop = options.loop;
    this.#isHeld = options.isHeld;
    this.#onAsked = options.onAsked;
    this.#aside = new SideQuestions((replica) => this.learn(replica));
  }

  /** When the next answer comes to a question for which nobody waits; `Infinity`: none does. */
  get nextSeconds(): number {
    return this.#aside.nextSeconds;
  }

  /** The better candidate by the cache; −1: it knows of none with a free slot. A second one that it does not know is asked meanwhile. */
  betterByCache({ first, second }: Candidates): number {
    const ofFirst = this.#freeLengthOf(first);
    const ofSecond = this.#freeLengthOf(second);
    if (ofFirst === unknownLength && ofSecond === unknownLength) return none;
    if (ofFirst === unknownLength) this.ask(first);
    if (ofSecond === unknownLength && second !== none) this.ask(second);
    return ofFirst === unknownLength || (ofSecond !== unknownLength && ofSecond < ofFirst) ? second : first;
  }

  /** The better candidate by what both answer now; −1: none of them has a free slot. */
  betterByAnswers({ first, second }: Candidates): number {
    const isFirstFree = this.#isFoundFree(first);
    const isSecondFree = this.#isFoundFree(second);
    if (!isFirstFree) return isSecondFree ? second : none;
    const { ongoing } = this.#replicas;
    return isSecondFree && (ongoing[second] as number) < (ongoing[first] as number) ? second : first;
  }

  /** Whether it has one in truth. */
  hasFreeSlot(replica: number): boolean {
    const { ongoing, maxOngoing } = this.#replicas;
    return (ongoing[replica] as number) < (maxOngoing[replica] as number);
  }

  /** The replica tells its length: that of now, or of the moment at which it refused a request. */
  learn(replica: number, length = this.#replicas.ongoing[replica] as number): void {
    if (this.#members.has(replica)) this.#cache.learn(replica, length, this.#loop.nowSeconds);
  }

  /** The router counts one request more on the replica, or one less. */
  change(replica: number, requests: 1 | -1): void {
    this.#cache.change(replica, requests, this.#loop.nowSeconds);
  }

  /** Asks while nobody waits for the answer. */
  ask(replica: number): void {
    if (this.#isHeld()) {
      this.#held.push(replica);
      return;
    }
    this.#askNow(replica);
    this.#onAsked();
  }

  /** The questions that were held go out. */
  askHeld(): void {
    const held = this.#held;
    if (held.length === 0) return;
    for (let index = 0; index < held.length; index++) this.#askNow(held[index] as number);
    held.length = 0;
  }

  /** Hears the answers that are there by now. */
  deliver(): void {
    this.#aside.deliver(this.#loop.nowSeconds);
  }

  stop(): void {
    this.#aside.stop();
  }

  /** An answer that comes after the deadline of a first question tells nothing any more. */
  #askNow(replica: number): void {
    const { nowSeconds } = this.#loop;
    const answerSeconds = this.#messages.drawAnswerSeconds(nowSeconds);
    if (answerSeconds <= nowSeconds + probeDeadlineSeconds(0)) this.#aside.ask(replica, answerSeconds);
  }

  /** One that is asked answers: whether it has a free slot. */
  #isFoundFree(replica: number): boolean {
    if (replica === none || !this.#members.has(replica)) return false;
    this.learn(replica);
    return this.hasFreeSlot(replica);
  }

  /** The length by which the cache knows the replica to have a free slot, or `unknownLength`. */
  #freeLengthOf(replica: number): number {
    if (replica === none || !this.#members.has(replica)) return unknownLength;
    const { maxOngoing } = this.#replicas;
    const length = this.#cache.lengthOf(replica, this.#loop.nowSeconds);
    return length < (maxOngoing[replica] as number) ? length : unknownLength;
  }
}
