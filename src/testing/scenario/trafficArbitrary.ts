import * as fc from "fast-check";
import type { WrittenScenario } from "../../scenario/yaml/printScenario.ts";
import { optionally } from "./optionally.ts";

type Stream = NonNullable<WrittenScenario["traffic"]>[number];

const rate = fc.constantFrom(0, 0.1, 1, 3, 8);
const tokens = fc.oneof(
  fc.integer({ min: 0, max: 500 }),
  fc.constantFrom({ median: 100, p99: 900 }, { mean: 50 }, { low: 1, high: 20 }),
);

/** Every kind of arrivals but a trace, which would need a file of its own. */
function arrivalsArbitrary(
  horizonSeconds: number,
): fc.Arbitrary<Pick<Stream, "constant" | "poisson" | "schedule" | "users">> {
  const points = fc
    .uniqueArray(fc.integer({ min: 0, max: horizonSeconds }), { minLength: 1, maxLength: 4 })
    .chain((moments) =>
      fc.tuple(
        ...moments.sort((a, b) => a - b).map((at) => rate.map((requests) => ({ at, rate: requests }))),
      ),
    );
  return fc.oneof(
    rate.map((constant) => ({ constant })),
    rate.map((poisson) => ({ poisson })),
    fc
      .record({
        points,
        interpolation: fc.constantFrom("ramp" as const, "step" as const),
        process: fc.constantFrom("poisson" as const, "constant" as const),
      })
      .map((schedule) => ({ schedule })),
    fc
      .record({
        count: fc.constantFrom(1, 5, 30),
        think: fc.constantFrom(0.2, { mean: 2 }, { low: 0, high: 10 }),
        rampUp: fc.constantFrom(0, 20),
      })
      .map((users) => ({ users })),
  );
}

/** Impatient clients, some who try again. */
function clientArbitrary(): fc.Arbitrary<NonNullable<Stream["client"]>> {
  const backoff = optionally({
    base: fc.constantFrom(0, 0.1, 2),
    factor: fc.constantFrom(1, 2),
    jitter: fc.constantFrom("full" as const, "equal" as const, "none" as const),
  });
  return fc
    .record({
      timeouts: optionally({
        attemptTimeout: fc.constantFrom(0.3, 1, 10),
        overallTimeout: fc.constantFrom(1, 30),
        whenGivenUp: fc.constantFrom("cancel" as const, "continue" as const),
      }),
      retries: fc.option(
        fc.record({
          limits: optionally({
            maxAttempts: fc.constantFrom(2, 5),
            budget: optionally({ perRequest: fc.constantFrom(0, 0.5), max: fc.constantFrom(1, 5) }),
          }),
          backoff,
        }),
        { nil: undefined },
      ),
    })
    .map(({ timeouts, retries }) => ({
      ...timeouts,
      ...(retries === undefined ? {} : { retries: { ...retries.limits, backoff: retries.backoff } }),
    }));
}

/**
 * Up to three streams of requests to the deployments, some pinned to a version, some for a part of the time only; some with a
 * path below the route of their application.
 */
export function trafficArbitrary(
  deployments: readonly string[],
  horizonSeconds: number,
): fc.Arbitrary<{ readonly stream: Stream; readonly path: string | undefined }[]> {
  const stream = fc
    .record({
      deployment: fc.constantFrom(...deployments),
      arrivals: arrivalsArbitrary(horizonSeconds),
      sizes: optionally({ inputTokens: tokens, outputTokens: tokens }),
      pinned: fc.option(fc.constantFrom({ primaryPercent: 30, canaryPercent: 20 }, { canaryPercent: 100 }), {
        nil: undefined,
      }),
      model: fc.option(fc.constantFrom("a", "b", "c"), { nil: undefined }),
      client: fc.option(clientArbitrary(), { nil: undefined, freq: 2 }),
      sessions: fc.option(
        fc.constantFrom({ turns: { mean: 4 }, think: { mean: 5 } }, { turns: 30, think: 0.5 }),
        { nil: undefined, freq: 2 },
      ),
      path: fc.option(fc.constantFrom("", "/", "/x/y"), { nil: undefined, freq: 2 }),
      span: fc.option(
        fc
          .tuple(fc.integer({ min: 0, max: horizonSeconds - 1 }), fc.integer({ min: 1, max: horizonSeconds }))
          .map(([start, length]) => ({ start, end: start + length })),
        { nil: undefined },
      ),
    })
    .map(({ deployment, arrivals, sizes, pinned, model, client, sessions, span, path }) => ({
      path,
      stream: {
        deployment,
        ...arrivals,
        ...sizes,
        ...(pinned === undefined ? {} : { pinned }),
        ...(model === undefined ? {} : { model }),
        ...(client === undefined ? {} : { client }),
        // Each of the users is one session.
        ...(sessions === undefined || "users" in arrivals ? {} : { sessions }),
        ...span,
      },
    }));
  return fc.array(stream, { maxLength: 3 });
}
