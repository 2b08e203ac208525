import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { failureCode } from "../../../src/serve/path/failureReasons.ts";
import type { PathReplica } from "../../../src/serve/path/PathReplica.ts";
import { pathRouter } from "../../../src/serve/path/PathRouter.ts";
import { propertyRuns } from "../../properties/propertyRuns.ts";
import { ReferencePath, type ReferenceReplica } from "../referencePath.ts";
import { watchedPath, wrongIndices } from "../watchedPath.ts";

const { runs, seed } = propertyRuns(300);

type Command =
  | { readonly kind: "arrive"; readonly router: number; readonly work: number; readonly errorDraw: number }
  | { readonly kind: "add"; readonly router: number; readonly maxOngoing: number; readonly speed: number }
  | { readonly kind: "drain" | "remove"; readonly replica: number }
  | { readonly kind: "set-max-ongoing"; readonly replica: number; readonly maxOngoing: number }
  | { readonly kind: "set-speed"; readonly replica: number; readonly speed: number }
  | { readonly kind: "set-errors"; readonly replica: number; readonly percent: number }
  | { readonly kind: "fail-waiting"; readonly router: number }
  | { readonly kind: "pass" };

interface Step {
  readonly gapSeconds: number;
  readonly command: Command;
}

interface Script {
  readonly maxQueued: number | null;
  readonly timeoutSeconds: number | null;
  readonly slowdown: number;
  readonly steps: readonly Step[];
}

const router = fc.nat(1);
const replica = fc.nat(20);
const maxOngoing = fc.integer({ min: 1, max: 12 });
const speed = fc.constantFrom(0, 0.25, 1, 1, 1.75);
// Odd steps: an arrival, an end and a deadline do not fall on one instant by chance.
const work = fc.nat(100_000).map((n) => 0.013_579 + n * 2.718_281_8e-5);
const gapSeconds = fc.oneof(
  fc.constant(0),
  fc.nat(100_000).map((n) => n * 1.234_567e-5),
);
const arrive = fc.record({
  kind: fc.constant("arrive" as const),
  router,
  work,
  errorDraw: fc.double({ min: 0, max: 0.99, noNaN: true }),
});

const commandArbitrary: fc.Arbitrary<Command> = fc.oneof(
  { weight: 14, arbitrary: arrive },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("add" as const), router, maxOngoing, speed }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom("drain" as const, "remove" as const), replica }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("set-max-ongoing" as const), replica, maxOngoing }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("set-speed" as const), replica, speed }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("set-errors" as const),
      replica,
      percent: fc.constantFrom(0, 40, 100),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("fail-waiting" as const), router }) },
  { weight: 2, arbitrary: fc.constant<Command>({ kind: "pass" }) },
);

const scriptOf = (command: fc.Arbitrary<Command>, slowdown: fc.Arbitrary<number>): fc.Arbitrary<Script> =>
  fc.record({
    maxQueued: fc.constantFrom(null, 0, 1, 3),
    timeoutSeconds: fc.constantFrom(null, Math.SQRT2, Math.PI),
    slowdown,
    steps: fc.array(fc.record({ gapSeconds, command }), { maxLength: 80 }),
  });

/** Plays a script on both and compares after every step; `interchangeable`: several replicas may accept at once. */
function play(script: Script, options: { readonly interchangeable: boolean }): void {
  const limits = { maxQueuedRequests: script.maxQueued, requestTimeoutSeconds: script.timeoutSeconds };
  const { loop, path, statistics, idle, drain } = watchedPath([limits, limits]);
  const line = () => ({
    maxQueued: script.maxQueued ?? Number.POSITIVE_INFINITY,
    timeoutSeconds: script.timeoutSeconds ?? Number.POSITIVE_INFINITY,
    waiting: [],
  });
  const reference = new ReferencePath([line(), line()]);
  const errorPercents = new Map<number, number>();
  const errorPercent = ({ id }: ReferenceReplica) => errorPercents.get(id) ?? 0;

  const apply = (command: Command) => {
    // The youngest are the ones that accept.
    const back = "replica" in command ? (command.replica % 4) + 1 : 0;
    const chosen = back > 0 ? reference.replicas.at(-back) : undefined;
    const present = chosen !== undefined && !chosen.isGone ? chosen : undefined;
    switch (command.kind) {
      case "arrive":
        path.arrive(pathRouter(command.router), command.work, command.errorDraw);
        reference.arrive(command.router, command.work, command.errorDraw);
        break;
      case "add": {
        if (!options.interchangeable) {
          // One that accepts at a time, so that nobody has a choice.
          for (const other of reference.replicas) {
            if (other.router !== command.router || !other.isAccepting) continue;
            drain(other.id);
            reference.drain(other);
          }
        }
        const owner = reference.replicas.length;
        const { router, maxOngoing, speed } = command;
        expect(
          path.addReplica({
            router: pathRouter(router),
            maxOngoing,
            speed,
            slowdown: script.slowdown,
            owner,
          }),
        ).toBe(owner);
        reference.addReplica(router, maxOngoing, script.slowdown, speed);
        break;
      }
      case "drain":
        if (present === undefined) break;
        drain(present.id);
        reference.drain(present);
        break;
      case "remove":
        if (present === undefined) break;
        path.removeReplica(present.id as PathReplica, failureCode.replicaDied);
        reference.remove(present, failureCode.replicaDied);
        break;
      case "set-max-ongoing":
        if (present === undefined) break;
        path.setMaxOngoing(present.id as PathReplica, command.maxOngoing);
        reference.setMaxOngoing(present, command.maxOngoing);
        break;
      case "set-speed":
        if (present === undefined) break;
        path.setSpeed(present.id as PathReplica, command.speed);
        present.speed = command.speed;
        break;
      case "set-errors":
        if (present === undefined) break;
        path.replicas.errorPercent[present.id] = command.percent;
        errorPercents.set(present.id, command.percent);
        break;
      case "fail-waiting":
        path.failWaiting(pathRouter(command.router), failureCode.unavailable);
        reference.failWaiting(command.router, failureCode.unavailable);
        break;
      case "pass":
        break;
    }
  };

  const compare = () => {
    expect(wrongIndices(path)).toEqual([]);
    expect(path.routers.map(({ waitingCount }) => waitingCount)).toEqual(
      reference.routers.map(({ waiting }) => waiting.length),
    );
    if (!options.interchangeable) {
      const counts = reference.replicas.map(({ ongoing }) => ongoing.length);
      expect([...path.replicas.ongoing.subarray(0, counts.length)]).toEqual(counts);
      expect([...idle].sort((a, b) => a - b)).toEqual([...reference.idle].sort((a, b) => a - b));
    }
    const present = reference.present.length;
    expect(path.countInSystem()).toBe(present);
    expect(path.requests.size).toBe(present);
    expect(statistics.versions.reduce((sum, { inSystem }) => sum + inSystem, 0)).toBe(present);
    expect(path.routers.reduce((sum, { inSystemCount }) => sum + inSystemCount, 0)).toBe(present);
    expect(statistics.waiting).toBe(path.routers.reduce((sum, { waitingCount }) => sum + waitingCount, 0));
    expect(statistics.ends.length).toBe(reference.ends.length);
  };

  const advanceTo = (seconds: number) => {
    loop.runUntil(seconds);
    reference.runUntil(seconds, errorPercent);
  };

  for (const { gapSeconds, command } of script.steps) {
    advanceTo(loop.nowSeconds + gapSeconds);
    compare();
    apply(command);
    compare();
  }
  // Let it settle: everything that can end ends.
  for (const replica of reference.replicas) {
    if (replica.isGone) continue;
    path.setSpeed(replica.id as PathReplica, 1);
    replica.speed = 1;
  }
  for (const router of [0, 1]) apply({ kind: "add", router, maxOngoing: 2, speed: 1 });
  advanceTo(loop.nowSeconds + 10_000);
  compare();
  expect(path.countInSystem()).toBe(0);

  const byTime = <
    Each extends { atSeconds: number; outcome: "success" | number; waitSeconds: number | null },
  >(
    ends: readonly Each[],
  ) =>
    [...ends].sort(
      (a, b) => a.atSeconds - b.atSeconds || String(a.outcome).localeCompare(String(b.outcome), "en"),
    );
  const [ours, theirs] = [byTime(statistics.ends), byTime(reference.ends)];
  for (const [index, end] of ours.entries()) {
    const other = theirs[index] as (typeof theirs)[number];
    expect(end.outcome).toBe(other.outcome);
    expect(Math.abs(end.atSeconds - other.atSeconds)).toBeLessThan(1e-8);
    if (end.waitSeconds !== null) expect(Math.abs(end.waitSeconds - other.waitSeconds)).toBeLessThan(1e-8);
  }
  let requestSeconds = 0;
  for (const each of path.routers) {
    each.integrate(loop.nowSeconds);
    requestSeconds += each.inSystemSeconds;
    expect([each.idleMoments, each.idleSeconds]).toEqual([0, 0]);
  }
  expect(Math.abs(requestSeconds - reference.inSystemSeconds)).toBeLessThan(1e-6);
  expect(statistics.smallestWaitSeconds).toBeGreaterThanOrEqual(0);
}

describe("RequestPath beside a naive reference", () => {
  it("ends every request when and as the reference does, whatever happens to its replicas", () => {
    fc.assert(
      fc.property(scriptOf(commandArbitrary, fc.constantFrom(0, 0.3, 1, 2)), (script) =>
        play(script, { interchangeable: false }),
      ),
      { numRuns: runs, seed },
    );
  });

  it("ends every request when the reference does on many equal replicas, whichever the router chooses", () => {
    const command = fc.oneof(
      { weight: 8, arbitrary: arrive },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant("add" as const),
          router,
          maxOngoing,
          speed: fc.constant(1),
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("fail-waiting" as const), router }) },
    );
    fc.assert(
      fc.property(scriptOf(command, fc.constant(0)), (script) => play(script, { interchangeable: true })),
      { numRuns: Math.ceil(runs / 2), seed },
    );
  });

  it("does so beyond the first 256 requests at once, when its columns grow", () => {
    const steps = Array.from(
      { length: 700 },
      (_, i): Step => ({
        gapSeconds: 0.000_3,
        command:
          i % 60 === 0
            ? { kind: "add", router: pathRouter(0), maxOngoing: 12, speed: 0.25 }
            : {
                kind: "arrive",
                router: pathRouter(0),
                work: 0.5 + ((i * 7919) % 1013) * 1.234_5e-3,
                errorDraw: 0.5,
              },
      }),
    );
    play({ maxQueued: null, timeoutSeconds: Math.PI, slowdown: 1, steps }, { interchangeable: false });
  });
});
