import type { LlmProfile } from "../../../src/serve/replica/LlmProfile.ts";

export type LlmCommand =
  | { readonly kind: "arrive"; readonly inputTokens: number; readonly outputTokens: number }
  /** The request that arrived as the n-th, counted modulo those that arrived; without effect where it has left. */
  | { readonly kind: "abandon"; readonly which: number }
  | { readonly kind: "speed"; readonly speed: number };

export interface LlmScript {
  readonly profile: LlmProfile;
  readonly commands: readonly { readonly afterSeconds: number; readonly command: LlmCommand }[];
}

/** What became of one request; `null`: it did not come to that. */
export interface LlmFate {
  firstTokenSeconds: number | null;
  finishSeconds: number | null;
  isRefused: boolean;
}

interface Sequence {
  readonly id: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly entrySeconds: number;
  unread: number;
  generated: number;
}

/** Continuous batching played naively: one step after the other, token by token, over plain lists. */
export function referenceBatching({ profile, commands }: LlmScript): LlmFate[] {
  const fates: LlmFate[] = [];
  let line: Sequence[] = [];
  let batch: Sequence[] = [];
  let step: { leftSeconds: number; readonly tokens: Map<Sequence, number> } | null = null;
  let speed = 1;
  let now = 0;
  let beganSeconds = 0;

  const start = () => {
    if (step !== null) return;
    const isAhead = (profile.schedulesAhead ?? false) && batch.length > 0;
    const decidedSeconds = isAhead ? beganSeconds : now;
    while (line.length > 0 && batch.length < profile.maxSequences) {
      const [next] = line as [Sequence];
      const needed = next.inputTokens + next.outputTokens;
      const held = batch.reduce((sum, each) => sum + each.inputTokens + each.outputTokens, 0);
      if (held + needed > profile.kvTokens || next.entrySeconds > decidedSeconds) break;
      batch.push(next);
      line.shift();
    }
    if (batch.length === 0) return;
    const tokens = new Map<Sequence, number>();
    const generating = batch.filter(({ unread }) => unread === 0);
    let room = profile.maxStepTokens - generating.length;
    beganSeconds = now;
    let [read, pairs] = [0, 0];
    for (const sequence of batch) {
      if (sequence.unread === 0 || room === 0) continue;
      const share = Math.min(room, sequence.unread);
      tokens.set(sequence, share);
      room -= share;
      read += share;
      const before = sequence.inputTokens - sequence.unread;
      for (let token = 1; token <= share; token++) pairs += before + token;
    }
    for (const sequence of generating) tokens.set(sequence, 1);
    const context = generating.reduce((sum, { inputTokens, generated }) => sum + inputTokens + generated, 0);
    step = {
      leftSeconds: stepSeconds(profile, { generating: generating.length, read, context, pairs }),
      tokens,
    };
  };

  const end = (tokens: Map<Sequence, number>) => {
    for (const [sequence, count] of tokens) {
      if (!batch.includes(sequence)) continue;
      const fate = fates[sequence.id] as LlmFate;
      if (sequence.unread > 0) {
        sequence.unread -= count;
        if (sequence.unread > 0) continue;
        fate.firstTokenSeconds = now;
      }
      sequence.generated++;
      if (sequence.generated === sequence.outputTokens) fate.finishSeconds = now;
    }
    batch = batch.filter(({ generated, outputTokens }) => generated < outputTokens);
    step = null;
    start();
  };

  const playUntil = (seconds: number) => {
    for (;;) {
      const entry = line[0]?.entrySeconds ?? Number.POSITIVE_INFINITY;
      if (step === null && entry > now && entry <= seconds && entry < Number.POSITIVE_INFINITY) {
        now = entry;
        start();
      } else if (step !== null && now + step.leftSeconds / speed <= seconds) {
        now += step.leftSeconds / speed;
        end(step.tokens);
      } else break;
    }
    if (seconds === Number.POSITIVE_INFINITY) return;
    if (step !== null) step.leftSeconds -= (seconds - now) * speed;
    now = seconds;
  };

  let at = 0;
  for (const { afterSeconds, command } of commands) {
    at += afterSeconds;
    playUntil(at);
    switch (command.kind) {
      case "arrive": {
        const { inputTokens, outputTokens } = command;
        if (inputTokens + outputTokens > profile.kvTokens) {
          fates.push({ firstTokenSeconds: null, finishSeconds: now, isRefused: true });
          break;
        }
        const entrySeconds = now + (profile.requestSeconds ?? 0);
        line.push({
          id: fates.length,
          inputTokens,
          outputTokens,
          entrySeconds,
          unread: inputTokens,
          generated: 0,
        });
        fates.push({ firstTokenSeconds: null, finishSeconds: null, isRefused: false });
        start();
        break;
      }
      case "abandon": {
        const id = command.which % Math.max(1, fates.length);
        line = line.filter((sequence) => sequence.id !== id);
        batch = batch.filter((sequence) => sequence.id !== id);
        if (line.length + batch.length === 0) step = null;
        else start();
        break;
      }
      case "speed":
        speed = command.speed;
        break;
    }
  }
  if (speed > 0) playUntil(Number.POSITIVE_INFINITY);
  return fates;
}

/** The formula of `LlmProfile`, written out. */
export function stepSeconds(
  profile: LlmProfile,
  step: {
    readonly generating: number;
    readonly read: number;
    readonly context: number;
    readonly pairs: number;
  },
): number {
  const tokens = step.generating + step.read;
  const unusedShare = (1 - (profile.expertShare ?? 0)) ** tokens;
  const weights = (profile.weightSeconds ?? 0) + (profile.expertSeconds ?? 0) * (1 - unusedShare);
  return (
    profile.stepSeconds +
    profile.perSequenceSeconds * step.generating +
    profile.perInputTokenSeconds * step.read +
    (step.read > 0 ? (profile.promptStepSeconds ?? 0) : 0) +
    Math.max(weights, (profile.perTokenSeconds ?? 0) * tokens) +
    (profile.perContextTokenSeconds ?? 0) * step.context +
    (profile.perTokenPairSeconds ?? 0) * step.pairs
  );
}
