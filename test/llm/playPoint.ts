import { nothing, RequestTable } from "../../src/serve/path/RequestTable.ts";
import { ContinuousBatching } from "../../src/serve/replica/ContinuousBatching.ts";
import type { LlmProfile } from "../../src/serve/replica/LlmProfile.ts";
import type { MeasuredPoint } from "./MeasuredPoint.ts";
import type { PointTimes } from "./PointTimes.ts";

/**
 * The point's load on continuous batching alone, without the simulation around it: fast enough to fit with. Users send ten
 * requests each; evenly spaced requests come for 25 s, but at least 300 of them, and those of the first 30 % are left out.
 */
export function playPoint(point: MeasuredPoint, profile: LlmProfile, promptTokens: number): PointTimes {
  const requests = new RequestTable({ maxRequests: 1_000_000 });
  const replica = new ContinuousBatching(requests, { profile, speed: 1 });
  const { load } = point;
  const random = uniforms();
  const size = (tokens: number) =>
    Math.max(1, Math.round(tokens * (point.leastShare + (1 - point.leastShare) * random())));
  const total =
    load.kind === "users" ? 10 * load.users : Math.ceil(Math.max(300, 25 * load.requestsPerSecond));
  const leftOut = load.kind === "users" ? 0 : Math.ceil(0.3 * total);
  const sentSeconds = new Map<number, number>();
  const numbers = new Map<number, number>();
  const [firsts, gaps]: [number[], number[]] = [[], []];
  let [now, sent] = [0, 0];

  const send = () => {
    const row = requests.open();
    requests.inputTokens[row] = size(promptTokens);
    requests.outputTokens[row] = size(point.outputTokens);
    requests.errorDraw[row] = 0.5;
    sentSeconds.set(row, now);
    numbers.set(row, sent++);
    replica.begin(row, now);
  };
  const take = (row: number) => {
    if ((numbers.get(row) as number) >= leftOut) {
      const firstSeconds = requests.firstTokenSeconds[row] as number;
      const tokens = requests.outputTokens[row] as number;
      firsts.push(firstSeconds - (sentSeconds.get(row) as number));
      if (tokens > 1) gaps.push((now - firstSeconds) / (tokens - 1));
    }
    sentSeconds.delete(row);
    requests.close(row);
    if (load.kind === "users" && sent < total) send();
  };

  if (load.kind === "users") for (let user = 0; user < load.users; user++) send();
  for (;;) {
    const due = sentSeconds.size > 0 ? replica.nextSeconds(now) : Number.POSITIVE_INFINITY;
    const arrival =
      load.kind === "rate" && sent < total ? sent / load.requestsPerSecond : Number.POSITIVE_INFINITY;
    now = Math.min(due, arrival);
    if (now === Number.POSITIVE_INFINITY) break;
    if (arrival < due) {
      send();
      continue;
    }
    const row = replica.finish(now);
    if (row !== nothing) take(row);
  }
  return { firstTokenMs: 1000 * meanOf(firsts), tokenGapMs: 1000 * meanOf(gaps) };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A linear congruential generator (Numerical Recipes): the same sizes for every trial of a fit. */
function uniforms(): () => number {
  let state = 12_345;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
