import { describe, expect, it } from "vitest";
import { LocalPowerOfTwo } from "../../../src/serve/routing/LocalPowerOfTwo.ts";
import { PowerOfTwo } from "../../../src/serve/routing/PowerOfTwo.ts";
import { ProbedRouting } from "../../../src/serve/routing/ProbedRouting.ts";
import { LeastLoaded } from "../../../src/serve/routing/policies/leastLoaded.ts";
import { PrefixAffinity } from "../../../src/serve/routing/policies/prefixAffinity.ts";
import { RandomChoice } from "../../../src/serve/routing/policies/random.ts";
import { RoundRobin } from "../../../src/serve/routing/policies/roundRobin.ts";
import { SessionAffinity } from "../../../src/serve/routing/policies/sessionAffinity.ts";
import type { RouterHome } from "../../../src/serve/routing/RouterHome.ts";
import type { RoutingPolicy } from "../../../src/serve/routing/RoutingPolicy.ts";
import type { RoutingSettings } from "../../../src/serve/routing/RoutingSettings.ts";
import { defaultRouting } from "../../../src/serve/routing/RoutingSettings.ts";
import { watchedPath } from "../watchedPath.ts";

/** Replicas of two slots by their requests, and a router that draws what it is told to. */
class Service {
  readonly ongoing: Int32Array;
  readonly maxOngoing: Int32Array;
  readonly availablePosition: Int32Array;
  readonly zone: Int32Array;
  readonly #policy: RoutingPolicy;

  /** Where the router is. */
  home: RouterHome | null = null;

  constructor(
    policy: RoutingPolicy,
    ongoing: readonly number[],
    nodes: readonly number[] = [],
    zones: readonly number[] = [],
  ) {
    this.#policy = policy;
    this.ongoing = Int32Array.from(ongoing);
    this.maxOngoing = new Int32Array(ongoing.length).fill(2);
    this.availablePosition = this.ongoing.map((count) => (count < 2 ? 0 : -1));
    this.zone = Int32Array.from(ongoing, (_, replica) => zones[replica] ?? -1);
    ongoing.forEach((_, replica) => {
      policy.add(replica, nodes[replica] ?? -1, this);
    });
  }

  /** From now on the replica has so many requests, of so many that it may have. */
  set(replica: number, ongoing: number, maxOngoing = 2): void {
    this.ongoing[replica] = ongoing;
    this.maxOngoing[replica] = maxOngoing;
    this.availablePosition[replica] = ongoing < maxOngoing ? 0 : -1;
    this.#policy.update(replica, this);
  }

  choose(session: number, ...draws: readonly number[]): number {
    let drawn = 0;
    const random = () => {
      const value = draws[drawn++];
      if (value === undefined) throw new Error("drew more often than expected");
      return value;
    };
    const free = [...this.ongoing.keys()].filter((replica) => this.availablePosition[replica] === 0);
    const router = { available: Int32Array.from(free), availableCount: free.length, random, home: this.home };
    const chosen = this.#policy.choose(router, this, session);
    expect(drawn).toBe(draws.length);
    return chosen;
  }
}

describe("round robin", () => {
  it("takes one after the other, passes over full ones, and comes back to them first", () => {
    const service = new Service(new RoundRobin(), [0, 0, 0]);
    expect([1, 2, 3, 4, 5].map(() => service.choose(-1))).toEqual([0, 1, 2, 0, 1]);
    service.set(2, 2);
    expect([1, 2].map(() => service.choose(-1))).toEqual([0, 1]);
    service.set(2, 1);
    expect([1, 2, 3].map(() => service.choose(-1))).toEqual([2, 0, 1]);
  });

  it("gives a new replica the next turn, also one with the number of one that left", () => {
    const policy = new RoundRobin();
    const service = new Service(policy, [0, 0]);
    expect([1, 2, 3].map(() => service.choose(-1))).toEqual([0, 1, 0]);
    policy.remove(0);
    expect([1, 2].map(() => service.choose(-1))).toEqual([1, 1]);
    policy.add(0, -1, service);
    expect([1, 2].map(() => service.choose(-1))).toEqual([0, 1]);
  });

  it("does not take a new replica without a free slot", () => {
    expect(new Service(new RoundRobin(), [2, 0]).choose(-1)).toBe(1);
  });
});

describe("least loaded", () => {
  it("takes the replica with the fewest requests, of equals the one that waited longest", () => {
    const service = new Service(new LeastLoaded(), [1, 0, 0]);
    expect([1, 2, 3].map(() => service.choose(-1))).toEqual([1, 2, 1]);
    service.set(1, 1);
    service.set(2, 1);
    expect([1, 2, 3].map(() => service.choose(-1))).toEqual([0, 2, 1]);
    service.set(0, 2);
    service.set(2, 2);
    expect(service.choose(-1)).toBe(1);
    // The one with the fewest may have no more.
    service.set(2, 0, 0);
    expect(service.choose(-1)).toBe(1);
  });

  it("gives a new replica the next turn among equals, also one with the number of one that left", () => {
    const policy = new LeastLoaded();
    const service = new Service(policy, [0, 0]);
    expect([1, 2, 3].map(() => service.choose(-1))).toEqual([0, 1, 0]);
    policy.remove(0);
    expect(service.choose(-1)).toBe(1);
    policy.add(0, -1, service);
    expect(service.choose(-1)).toBe(0);
  });
});

describe("random", () => {
  it("takes the replica that is drawn, and draws nothing where there is one", () => {
    const service = new Service(new RandomChoice(), [0, 0, 2, 0]);
    expect([0, 0.34, 0.99].map((draw) => service.choose(-1, draw))).toEqual([0, 1, 3]);
    expect(new Service(new RandomChoice(), [2, 0]).choose(-1)).toBe(1);
  });
});

describe("power of two", () => {
  it("takes the one with fewer requests of the two that are drawn", () => {
    const service = new Service(new PowerOfTwo(), [1, 0, 1, 2]);
    expect(service.choose(-1, 0, 0)).toBe(1);
    expect(service.choose(-1, 0, 0.9)).toBe(0);
    expect(service.choose(-1, 0.9, 0.5)).toBe(1);
  });

  it("on its node takes two of the node that is drawn, and of all where that has no free slot", () => {
    const policy = new LocalPowerOfTwo({ prefersZone: false });
    const service = new Service(policy, [1, 0, 1, 0, 0], [7, 7, 8, 8, -1]);
    expect(service.choose(-1, 0, 0, 0)).toBe(1);
    expect(service.choose(-1, 0.99, 0, 0)).toBe(3);
    service.set(2, 2);
    expect(service.choose(-1, 0.5)).toBe(3);
    service.set(3, 2);
    expect(service.choose(-1, 0.5, 0, 0)).toBe(1);
    service.set(3, 0);
    expect(service.choose(-1, 0.5)).toBe(3);
    service.set(2, 0);
    policy.remove(3);
    expect(service.choose(-1, 0.99)).toBe(2);
    policy.remove(2);
    // One node is left: it is not drawn.
    expect(service.choose(-1, 0.99, 0)).toBe(1);
    policy.add(2, 9, service);
    expect(service.choose(-1, 0.99)).toBe(2);
    service.set(2, 2);
    expect(service.choose(-1, 0.99, 0.3, 0)).toBe(1);
  });

  it("in its zone takes two of it where its node has no free slot, and of all where that has none", () => {
    for (const home of [null, { node: 7, zone: 1 }]) {
      // Nodes 7 and 8 are in zone 1, node 9 in zone 2. A router without a home draws its node first.
      const near = home === null ? [0] : [];
      const policy = new LocalPowerOfTwo({ prefersZone: true });
      const service = new Service(policy, [1, 1, 0, 0], [7, 8, 8, 9], [1, 1, 1, 2]);
      service.home = home;
      expect(service.choose(-1, ...near)).toBe(0);
      service.set(0, 2);
      expect(service.choose(-1, ...near, 0, 0)).toBe(2);
      service.set(2, 2);
      expect(service.choose(-1, ...near)).toBe(1);
      service.set(1, 2);
      expect(service.choose(-1, ...near)).toBe(3);
      service.set(1, 0);
      service.set(3, 2);
      expect(service.choose(-1, ...near)).toBe(1);
      policy.remove(1);
      service.set(1, 2);
      service.set(3, 0);
      expect(service.choose(-1, ...near)).toBe(3);
      policy.add(1, 8, service);
      service.set(1, 1);
      expect(service.choose(-1, ...near)).toBe(1);
    }
  });

  it("in its zone goes by the zone of a home that has no node, and nowhere where that is unknown", () => {
    const policy = new LocalPowerOfTwo({ prefersZone: true });
    const service = new Service(policy, [1, 0, 1], [7, 8, 9], [1, -1, 2]);
    service.home = { node: -1, zone: 2 };
    expect(service.choose(-1)).toBe(2);
    service.home = { node: -1, zone: -1 };
    expect(service.choose(-1, 0, 0)).toBe(1);
    service.home = { node: 5, zone: 5 };
    expect(service.choose(-1, 0, 0)).toBe(1);
    // The only one in its zone goes.
    policy.remove(2);
    service.home = { node: -1, zone: 2 };
    expect(service.choose(-1, 0, 0)).toBe(1);
  });

  it("on its node takes two of all where no node is known", () => {
    const service = new Service(new LocalPowerOfTwo({ prefersZone: false }), [1, 0]);
    expect(service.choose(-1, 0, 0)).toBe(1);
    service.set(1, 2);
    expect(service.choose(-1)).toBe(0);
  });
});

describe("session affinity", () => {
  it("goes home, and where that is full elsewhere or nowhere", () => {
    for (const whenFull of ["power-of-two", "wait"] as const) {
      const policy = new SessionAffinity({ whenFull, pointsPerReplica: 10 });
      const service = new Service(policy, [1, 1, 1]);
      const session = 11;
      const home = policy.ownReplica(session);
      expect(service.choose(session)).toBe(home);
      service.set(home, 2);
      const others = [0, 1, 2].filter((replica) => replica !== home);
      if (whenFull === "wait") expect(service.choose(session)).toBe(-1);
      else expect(others).toContain(service.choose(session, 0, 0));
      expect(policy.mayWait).toBe(whenFull === "wait");
    }
  });

  it("sends those without a session by power of two choices", () => {
    const policy = new SessionAffinity({ whenFull: "wait", pointsPerReplica: 10 });
    expect(policy.ownReplica(4)).toBe(-1);
    const service = new Service(policy, [1, 0]);
    expect(policy.ownReplica(-1)).toBe(-1);
    expect(service.choose(-1, 0, 0)).toBe(1);
    policy.remove(0);
    expect(policy.ownReplica(4)).toBe(1);
  });

  it("begins at the session's number 0", () => {
    const policy = new SessionAffinity({ whenFull: "wait", pointsPerReplica: 10 });
    new Service(policy, [0]);
    expect(policy.ownReplica(0)).toBe(0);
  });
});

describe("prefix affinity", () => {
  const settings = { imbalancedThreshold: 1, rememberedSessions: 64 };

  it("gives new sessions to who remembers the fewest, and known ones to who served them", () => {
    const service = new Service(new PrefixAffinity({ ...settings, imbalancedThreshold: null }), [1, 1, 0]);
    expect([0, 1, 2, 0, 1, 2].map((session) => service.choose(session))).toEqual([0, 1, 2, 0, 1, 2]);
    // What has no session is nobody's memory.
    expect(service.choose(-1, 0, 0.9)).toBe(2);
    expect(service.choose(3)).toBe(0);
  });

  it("prefers while queues differ by the threshold, and not beyond", () => {
    const service = new Service(new PrefixAffinity(settings), [0, 0]);
    expect([service.choose(5), service.choose(6)]).toEqual([0, 1]);
    service.set(0, 1);
    expect(service.choose(5)).toBe(0);
    service.set(0, 2);
    expect(service.choose(5)).toBe(1);
    service.set(0, 1);
    // It remembers the last who served it.
    expect(service.choose(5)).toBe(1);
  });

  it("goes elsewhere where its replica is full or gone", () => {
    const policy = new PrefixAffinity({ ...settings, imbalancedThreshold: null });
    const service = new Service(policy, [0, 1, 1]);
    expect(service.choose(9)).toBe(0);
    service.set(0, 2);
    expect(service.choose(9, 0, 0)).toBe(1);
    service.set(0, 0);
    expect(service.choose(9)).toBe(1);
    policy.remove(1);
    expect(service.choose(9)).toBe(0);
  });

  it("remembers sessions from number 0, one at a place, and counts the one that gives way", () => {
    const service = new Service(
      new PrefixAffinity({ imbalancedThreshold: null, rememberedSessions: 1 }),
      [0, 0],
    );
    // There is one place: each session makes the one before forgotten.
    expect([0, 1, 0, 1].map((session) => service.choose(session))).toEqual([0, 1, 0, 1]);
    expect([0, 0].map((session) => service.choose(session))).toEqual([0, 0]);
  });

  it("neither prefers anyone for what has no session, nor remembers it", () => {
    const service = new Service(
      new PrefixAffinity({ imbalancedThreshold: null, rememberedSessions: 1 }),
      [0, 0, 1],
    );
    expect(service.choose(7)).toBe(0);
    expect(service.choose(-1, 0.4, 0.9)).toBe(1);
    expect(service.choose(7)).toBe(0);
  });

  it("refuses a size that is no power of two", () => {
    for (const rememberedSessions of [0, 3, 0.5, -2, Number.NaN]) {
      expect(() => new PrefixAffinity({ ...settings, rememberedSessions })).toThrow(
        `${rememberedSessions} remembered sessions: expected a power of two`,
      );
    }
  });

  it("never lets a request wait", () => {
    expect(new PrefixAffinity(settings).mayWait).toBe(false);
  });
});

describe("the definition of a policy", () => {
  it("makes it by its name", () => {
    const table: readonly (readonly [RoutingSettings, unknown])[] = [
      [defaultRouting, ProbedRouting],
      [{ policy: "ideal", locality: "none" }, PowerOfTwo],
      [{ policy: "ideal", locality: "node" }, LocalPowerOfTwo],
      [{ policy: "random" }, RandomChoice],
      [{ policy: "round-robin" }, RoundRobin],
      [{ policy: "least-loaded" }, LeastLoaded],
      [{ policy: "session-affinity", whenFull: "wait", pointsPerReplica: 1 }, SessionAffinity],
      [{ policy: "prefix-affinity", imbalancedThreshold: null, rememberedSessions: 2 }, PrefixAffinity],
    ];
    for (const [settings, made] of table) {
      const policy = watchedPath([{ routing: settings }]).path.routers[0]?.policy;
      expect(policy?.constructor).toBe(made);
      expect(policy?.mayWait).toBe(["power-of-two", "session-affinity"].includes(settings.policy));
    }
  });
});
