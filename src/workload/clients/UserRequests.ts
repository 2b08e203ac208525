import type { RandomStream } from "../../engine/RandomStreams.ts";
import { sample } from "../../engine/sample.ts";
import type { PinnedVersion } from "../arrivals/ArrivalSource.ts";
import { drawPinnedVersion } from "../arrivals/drawPinnedVersion.ts";
import { KeyedDraws } from "../arrivals/KeyedDraws.ts";
import type { ClosedLoopArrivals, TrafficStream } from "../Traffic.ts";
import { ClosedLoopUsers } from "./ClosedLoopUsers.ts";

/**
 * The requests of a closed loop. A user's n-th request is the same (its size, its think time, its pin) whenever it is
 * sent: a slower plan gets fewer of them, not others. The fields tell of the request that was sent last.
 */
export class UserRequests {
  readonly users: ClosedLoopUsers;
  user = -1;
  /** Unique in the stream: the same for the same user's n-th request. */
  serial = -1;
  /** Whole tokens. */
  inputTokens = 0;
  /** Whole tokens. */
  outputTokens = 0;
  pinnedVersion: PinnedVersion = 0;
  readonly #stream: TrafficStream;
  readonly #userCount: number;
  /** Requests sent by user. */
  readonly #sent: Uint32Array;
  readonly #sizes: KeyedDraws;
  readonly #pins: KeyedDraws;
  #draw = 0;
  readonly #drawn: RandomStream = () => this.#draw;

  /** Takes one draw of each stream. @throws {RangeError} for users or ramp-ups that are impossible. */
  constructor(
    stream: TrafficStream,
    closedLoop: ClosedLoopArrivals,
    random: {
      readonly arrivals: RandomStream;
      readonly sizes: RandomStream;
      readonly pinning: RandomStream;
    },
  ) {
    this.#stream = stream;
    this.users = new ClosedLoopUsers(closedLoop, stream.startSeconds, random.arrivals);
    this.#userCount = closedLoop.users;
    this.#sent = new Uint32Array(closedLoop.users);
    this.#sizes = new KeyedDraws(random.sizes);
    this.#pins = new KeyedDraws(random.pinning);
  }

  /** Each user is one session. */
  get session(): number {
    return this.user;
  }

  /** When the next user sends; Infinity: nobody before an answer comes, or none before the stream's end. */
  get nextSeconds(): number {
    const seconds = this.users.nextSeconds;
    return seconds < this.#stream.endSeconds ? seconds : Number.POSITIVE_INFINITY;
  }

  /** Moves to the request of the user who sends at `nextSeconds`. */
  send(): void {
    const user = this.users.send();
    const count = this.#sent[user]!;
    this.#sent[user] = count + 1;
    this.user = user;
    this.serial = count * this.#userCount + user;
    this.#draw = this.#sizes.at(user, 2 * count);
    this.inputTokens = Math.round(sample(this.#stream.inputTokens, this.#drawn));
    this.#draw = this.#sizes.at(user, 2 * count + 1);
    this.outputTokens = Math.round(sample(this.#stream.outputTokens, this.#drawn));
    this.#draw = this.#pins.at(user, count);
    this.pinnedVersion = drawPinnedVersion(this.#stream, this.#drawn);
  }
}
