import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { obeyCall } from "../../../src/strategies/weights/obeyCall.ts";
import type { ServeCall } from "../../../src/strategies/weights/ServeCall.ts";
import type { ServeState } from "../../../src/strategies/weights/ServeState.ts";
import { selectBackends } from "../../../src/strategies/weights/selectBackends.ts";

interface WrittenCall {
  readonly kind: ServeCall<string>["kind"];
  readonly backend: string;
  readonly replicas: number;
  readonly force: boolean;
  readonly endpoint: string;
  readonly route: string | null;
  readonly methods: readonly string[];
  readonly weights: Readonly<Record<string, number>>;
  readonly proportion: number;
}

interface Step {
  readonly call: WrittenCall;
  readonly refusal: string | null;
  readonly state: {
    readonly backends: Readonly<Record<string, number>>;
    readonly endpoints: Readonly<
      Record<
        string,
        {
          readonly traffic: Readonly<Record<string, number>>;
          readonly shadows: Readonly<Record<string, number>>;
        }
      >
    >;
  };
}

interface Selection {
  readonly weights: Readonly<Record<string, number>>;
  readonly shadows: Readonly<Record<string, number>>;
  readonly draw: number;
  readonly chosen: string | null;
  readonly mirrored: readonly string[];
}

const stories = readRows<readonly Step[]>("stories.ndjson.gz");
const selections = readRows<Selection>("selections.ndjson.gz");

describe("the controller of ray 1.2.0", () => {
  it("takes and refuses 10,000 calls as obeyCall does, for the same reasons and with the same outcome", () => {
    expect(stories.flat()).toHaveLength(10_000);
    const differing = stories.filter(
      (story) => JSON.stringify(replay(story)) !== JSON.stringify(told(story)),
    );
    for (const story of differing.slice(0, 1)) expect(replay(story)).toEqual(told(story));
    expect(differing).toHaveLength(0);
  });

  it("refuses for every reason that its code has", () => {
    const reasons = new Set(stories.flat().map(({ refusal }) => refusal));
    // One of them is none.
    expect(reasons.size).toBe(15);
  });

  it("selects backends and shadows as selectBackends does", () => {
    expect(selections).toHaveLength(1000);
    const ours = selections.map(({ weights, shadows, draw }) => {
      const selected = selectBackends(mapOf(weights), mapOf(shadows), draw);
      return [selected.backend, ...selected.shadows];
    });
    expect(ours).toEqual(selections.map(({ chosen, mirrored }) => [chosen, ...mirrored]));
  });
});

function replay(story: readonly Step[]): readonly unknown[] {
  let state: ServeState<string> = { backends: [], endpoints: [] };
  return story.map(({ call }) => {
    const answer = obeyCall(state, callOf(call));
    if (!("code" in answer)) state = answer;
    return ["code" in answer ? answer.code : null, describeState(state)];
  });
}

function told(story: readonly Step[]): readonly unknown[] {
  return story.map(({ refusal, state: { backends, endpoints } }) => [
    refusal,
    {
      backends: Object.entries(backends),
      endpoints: Object.entries(endpoints).map(([name, { traffic, shadows }]) => [
        name,
        Object.entries(traffic),
        sorted(Object.entries(shadows)),
      ]),
    },
  ]);
}

function describeState({ backends, endpoints }: ServeState<string>): unknown {
  return {
    backends: backends.map(({ tag, replicas }) => [tag, replicas.get("model") ?? 0]),
    endpoints: endpoints.map(({ name, traffic, shadows }) => [name, [...traffic], sorted([...shadows])]),
  };
}

/** Whether a changed shadow keeps its place decides nothing. */
function sorted(entries: readonly (readonly [string, number])[]): readonly (readonly [string, number])[] {
  return entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function callOf(call: WrittenCall): ServeCall<string> {
  const { kind, backend, endpoint } = call;
  switch (kind) {
    case "create-backend":
      return { kind, backend, replicas: new Map([["model", call.replicas]]) };
    case "update-backend-config":
      return { kind, backend, deployment: "model", replicas: call.replicas };
    case "delete-backend":
      return { kind, backend, force: call.force };
    case "create-endpoint":
      return { kind, endpoint, backend, route: call.route, methods: call.methods };
    case "delete-endpoint":
      return { kind, endpoint };
    case "set-traffic":
      return { kind, endpoint, weights: mapOf(call.weights) };
    case "shadow-traffic":
      return { kind, endpoint, backend, proportion: call.proportion };
  }
}

function mapOf(entries: Readonly<Record<string, number>>): ReadonlyMap<string, number> {
  return new Map(Object.entries(entries));
}

function readRows<Row>(name: string): readonly Row[] {
  return gunzipSync(readFileSync(new URL(name, import.meta.url)))
    .toString("utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Row);
}
