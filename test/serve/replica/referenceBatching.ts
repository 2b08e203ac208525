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

  const start = () => {
    if (step !== null) return;
    while (line.length > 0 && batch.length < profile.maxSequences) {
      const [next] = line as [Sequence];
      const needed = next.inputTokens + next.outputTokens;
      const held = batch.reduce((sum, each) => sum + each.inputTokens + each.outputTokens, 0);
      if (held + needed > profile.kvTokens) break;
      batch.push(next);
      line.shift();
    }
    if (batch.length === 0) return;
    const tokens = new Map<Sequence, number>();
    const generating = batch.filter(({ unread }) => unread === 0);
    let room = profile.maxStepTokens - generating.length;
    let read = 0;
    for (const sequence of batch) {
      if (sequence.unread === 0 || room === 0) continue;
      const share = Math.min(room, sequence.unread);
      tokens.set(sequence, share);
      room -= share;
      read += share;
    }
    for (const sequence of generating) tokens.set(sequence, 1);
    const leftSeconds =
      profile.stepSeconds +
      profile.perSequenceSeconds * generating.length +
      profile.perInputTokenSeconds * read;
    step = { leftSeconds, tokens };
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
    while (step !== null && now + step.leftSeconds / speed <= seconds) {
      now += step.leftSeconds / speed;
      end(step.tokens);
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
        line.push({ id: fates.length, inputTokens, outputTokens, unread: inputTokens, generated: 0 });
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
