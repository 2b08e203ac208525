import type { RandomStream } from "../../engine/RandomStreams.ts";
import type { LatencyHistogram } from "../../metrics/LatencyHistogram.ts";
import type { VersionIndex } from "../../metrics/VersionIndex.ts";
import type { RouterHops } from "../overhead/HopDraws.ts";
import { FreeReplicas } from "../path/FreeReplicas.ts";
import { failureReasons } from "../path/failureReasons.ts";
import type { PathRouter } from "../path/PathRouter.ts";
import { nothing } from "../path/RequestTable.ts";
import { WorkCounts } from "../path/WorkCounts.ts";
import { PowerOfTwo } from "./PowerOfTwo.ts";
import type { ProbedRouting } from "./ProbedRouting.ts";
import type { RouterHome } from "./RouterHome.ts";
import type { RoutingPolicy } from "./RoutingPolicy.ts";
import { defaultRouting, type RoutingSettings } from "./RoutingSettings.ts";

/**
 * A router of one deployment of one version: who waits, which replicas have a free slot, when requests time out. A
 * deployment has one, or one more for each proxy. Only the request path writes here.
 */
export class Router {
  readonly version: VersionIndex;
  readonly deployment: string;
  readonly random: RandomStream;
  /** Where its proxy runs; `null`: it belongs to no proxy. */
  readonly home: RouterHome | null;
  /** All routers of its deployment that are in use, the one that belongs to no proxy first. */
  readonly group: Router[];
  readonly index: PathRouter;
  settings: RoutingSettings = defaultRouting;
  maxQueuedRequests: number;
  requestTimeoutSeconds: number;
  policy: RoutingPolicy = new PowerOfTwo();
  /** The policy, where it is one that looks for replicas by attempts of its own. */
  probes: ProbedRouting | null = null;
  /** A timer for the earliest deadline. */
  deadlineTimer = nothing;

  /** The waiting line, first come first served. */
  waitingHead = nothing;
  waitingTail = nothing;
  waitingCount = 0;
  peakWaitingCount = 0;
  /** The plan that `Composition` has of what requests call here, or `nothing`. */
  calls = nothing;
  /** What Ray Serve itself takes of a request, with the luck of it; `null`: nothing. */
  overhead: RouterHops | null = null;
  readonly overheadRandom: RandomStream;
  /** The process of its proxy, or `nothing` where it belongs to none (`Hops`). */
  entryProcess = nothing;
  /** Its deployment is gone: nothing is called here any more. */
  isClosed = false;

  /** The ledger of this router, calls from inside the application included. */
  arrived = 0;
  called = 0;
  /** Copies of requests. */
  mirrored = 0;
  succeeded = 0;
  readonly failed = new Float64Array(failureReasons.length);
  readonly counts = new WorkCounts();
  /** From arrival to answer; `null`: not measured, for its version has no other deployment. */
  latency: LatencyHistogram | null = null;

  /** Waiting and ongoing. */
  inSystemCount = 0;

  /** Requests in the order of their deadlines, which is that of their arrival. */
  earliestDeadline = nothing;
  latestDeadline = nothing;

  readonly free: FreeReplicas;

  /** Integral of `inSystemCount` over time, in request-seconds, up to `integratedToSeconds`. */
  inSystemSeconds = 0;
  integratedToSeconds = 0;

  /**
   * Law work-conserving: for how long after an attempt to find a replica no other one has to be made. 0 for a router that
   * always knows; Infinity for one whose requests may wait for a replica of their own, which is looked at from outside.
   */
  patienceSeconds = 0;
  lastAttemptSeconds = Number.NEGATIVE_INFINITY;

  /** Law work-conserving: since when someone waits beside a free slot (or −1), for how long, how often, of how many looks. */
  idleSinceSeconds = -1;
  idleSeconds = 0;
  idleMoments = 0;
  looks = 0;

  constructor(options: {
    readonly index: PathRouter;
    readonly version: VersionIndex;
    readonly deployment: string;
    readonly random: RandomStream;
    /** The router that belongs to no proxy, for one that does. */
    readonly shared?: Router;
    readonly home?: RouterHome;
    readonly overheadRandom?: RandomStream;
    readonly maxQueuedRequests: number | null;
    readonly requestTimeoutSeconds: number | null;
  }) {
    this.index = options.index;
    this.version = options.version;
    this.deployment = options.deployment;
    this.random = options.random;
    this.home = options.home ?? null;
    this.overheadRandom = options.overheadRandom ?? options.shared?.overheadRandom ?? options.random;
    this.group = options.shared?.group ?? [];
    this.group.push(this);
    this.free = options.shared?.free ?? new FreeReplicas();
    this.maxQueuedRequests = options.maxQueuedRequests ?? Number.POSITIVE_INFINITY;
    this.requestTimeoutSeconds = options.requestTimeoutSeconds ?? Number.POSITIVE_INFINITY;
  }

  /** Replicas with a free slot, in no order: the first `availableCount`. */
  get available(): Int32Array {
    return this.free.members;
  }

  get availableCount(): number {
    return this.free.count;
  }

  /** Brings the integral up to now; before every change of `inSystemCount`. */
  integrate(nowSeconds: number): void {
    this.inSystemSeconds += this.inSystemCount * (nowSeconds - this.integratedToSeconds);
    this.integratedToSeconds = nowSeconds;
  }

  /** Whether someone who waits now beside a free slot waits wrongly; the slack is for rounding. */
  isAttemptDue(nowSeconds: number): boolean {
    return nowSeconds - this.lastAttemptSeconds > this.patienceSeconds + 1e-6;
  }

  /** Notes whether someone waits while a replica has a free slot. */
  look(nowSeconds: number): void {
    this.looks++;
    if (this.waitingCount > 0 && this.availableCount > 0 && this.isAttemptDue(nowSeconds)) {
      if (this.idleSinceSeconds < 0) {
        this.idleSinceSeconds = nowSeconds;
        this.idleMoments++;
      }
    } else if (this.idleSinceSeconds >= 0) {
      this.idleSeconds += nowSeconds - this.idleSinceSeconds;
      this.idleSinceSeconds = -1;
    }
  }
}
