import type { GrowingRequests } from "./GrowingRequests.ts";

interface Serving {
  readonly name: string;
  readonly served: readonly GrowingRequests[];
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const slackSeconds = 0.002;

/**
 * Takes the time of the calls that an ingress makes out of its own: what replicas of other deployments worked for the same request
 * meanwhile, each moment once. Says of whom, and what remains in it.
 */
export function subtractCalls(all: readonly Serving[]): readonly (readonly [string, string])[] {
  const calls = new Map<string, { readonly owner: string; readonly span: Span }[]>();
  for (const { name, served } of all) {
    for (const requests of served) {
      requests.ids.forEach((id, index) => {
        if (id === null || requests.isIngress(index)) return;
        const start = requests.arrivalOf(index);
        const list = calls.get(id) ?? [];
        list.push({ owner: name, span: { start, end: start + requests.durationOf(index) } });
        calls.set(id, list);
      });
    }
  }
  if (calls.size === 0) return [];
  return all.flatMap(({ name, served }) => {
    const called = new Map<string, number>();
    let requestsWithCalls = 0;
    for (const requests of served) {
      requests.ids.forEach((id, index) => {
        const own = id === null || !requests.isIngress(index) ? undefined : calls.get(id);
        if (own === undefined) return;
        const start = requests.arrivalOf(index);
        const end = start + requests.durationOf(index);
        const within = own.filter(
          ({ owner, span }) =>
            owner !== name && span.start >= start - slackSeconds && span.end <= end + slackSeconds,
        );
        if (within.length === 0) return;
        requestsWithCalls += 1;
        for (const { owner } of within) called.set(owner, (called.get(owner) ?? 0) + 1);
        requests.setOwnDuration(index, Math.max(end - start - covered(within.map(({ span }) => span)), 0));
      });
    }
    if (requestsWithCalls === 0) return [];
    const names = [...called].map(
      ([owner, count]) => `${owner} (${(count / requestsWithCalls).toFixed(2)} a request)`,
    );
    return [
      [
        name,
        `its times are without those of the replicas that it calls, ${names.join(", ")}: write these calls under calls; what its calls wait for in queues and on their way is still in them`,
      ] as const,
    ];
  });
}

/** How long at least one of the spans lasts. */
function covered(spans: readonly Span[]): number {
  let sum = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const { start, end } of [...spans].sort((left, right) => left.start - right.start)) {
    sum += Math.max(end - Math.max(start, until), 0);
    until = Math.max(until, end);
  }
  return sum;
}
