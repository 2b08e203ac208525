import { nothing, RequestTable } from "../../../src/serve/path/RequestTable.ts";
import { ContinuousBatching } from "../../../src/serve/replica/ContinuousBatching.ts";
import type { ReplicaWork } from "../../../src/serve/replica/ReplicaWork.ts";
import type { LlmFate, LlmScript } from "./referenceBatching.ts";

/** What a replica did with a script, and the most that it held. */
export interface Played {
  readonly fates: readonly LlmFate[];
  readonly looks: number;
  readonly peakSequences: number;
  readonly peakKvTokens: number;
  readonly heldAtEnd: number;
}

/**
 * Plays a script on the real thing, as the request path would: it looks only when `nextSeconds` says so. `behind`: what stands
 * between.
 */
export function playBatching(
  { profile, commands }: LlmScript,
  behind: (requests: RequestTable, work: ReplicaWork) => ReplicaWork = (_, work) => work,
): Played {
  const requests = new RequestTable({ maxRequests: 100_000 });
  const batch = new ContinuousBatching(requests, { profile, speed: 1 });
  const replica = behind(requests, batch);
  const fates: LlmFate[] = [];
  const idOf = new Map<number, number>();
  const rowOf = new Map<number, number>();
  let [looks, peakSequences, peakKvTokens, dueSeconds] = [0, 0, 0, Number.POSITIVE_INFINITY];

  const plan = (nowSeconds: number) => {
    dueSeconds = idOf.size === 0 ? Number.POSITIVE_INFINITY : replica.nextSeconds(nowSeconds);
    peakSequences = Math.max(peakSequences, batch.sequences);
    peakKvTokens = Math.max(peakKvTokens, batch.kvTokens);
  };
  const leave = (row: number) => {
    rowOf.delete(idOf.get(row) as number);
    idOf.delete(row);
    requests.close(row);
  };
  const playUntil = (seconds: number) => {
    while (dueSeconds <= seconds && dueSeconds < Number.POSITIVE_INFINITY) {
      const nowSeconds = dueSeconds;
      looks++;
      const row = replica.finish(nowSeconds);
      if (row !== nothing) {
        const fate = fates[idOf.get(row) as number] as LlmFate;
        fate.finishSeconds = nowSeconds;
        fate.isRefused = (requests.errorDraw[row] as number) < 0;
        if (!fate.isRefused) fate.firstTokenSeconds = requests.firstTokenSeconds[row] as number;
        leave(row);
      }
      plan(nowSeconds);
    }
  };

  let at = 0;
  for (const { afterSeconds, command } of commands) {
    at += afterSeconds;
    playUntil(at);
    switch (command.kind) {
      case "arrive": {
        const row = requests.open();
        requests.inputTokens[row] = command.inputTokens;
        requests.outputTokens[row] = command.outputTokens;
        requests.errorDraw[row] = 0.5;
        requests.model[row] = nothing;
        idOf.set(row, fates.length);
        rowOf.set(fates.length, row);
        fates.push({ firstTokenSeconds: null, finishSeconds: null, isRefused: false });
        replica.begin(row, at);
        plan(at);
        break;
      }
      case "abandon": {
        const row = rowOf.get(command.which % Math.max(1, fates.length));
        if (row === undefined) break;
        const unread = requests.unreadTokens[row] as number;
        if (unread === 0) {
          const fate = fates[idOf.get(row) as number] as LlmFate;
          fate.firstTokenSeconds = requests.firstTokenSeconds[row] as number;
        }
        replica.abandon(row, at);
        leave(row);
        plan(at);
        break;
      }
      case "speed":
        replica.setSpeed(command.speed, at);
        plan(at);
        break;
    }
  }
  playUntil(Number.POSITIVE_INFINITY);
  return { fates, looks, peakSequences, peakKvTokens, heldAtEnd: batch.kvTokens };
}
