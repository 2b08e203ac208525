import { Presets, SingleBar } from "cli-progress";
import type { CommandContext } from "./CommandContext.ts";

const quietMilliseconds = 1000;

/** A progress bar that appears on a terminal's stderr once the work has taken over a second. */
export interface Progress {
  /**
   * @param fraction of the work that is done, 0 to 1.
   * @param stage what stands before the time left: `3 of 21 runs`.
   */
  update(fraction: number, stage?: string): void;
  stop(): void;
}

/** Starts to watch; `label` stands before the bar. */
export function startProgress(label: string, { stderr }: CommandContext): Progress {
  if (!stderr.isTTY) return { update() {}, stop() {} };
  const started = performance.now();
  let bar: SingleBar | null = null;
  return {
    update(fraction, stage = "") {
      if (bar === null && performance.now() - started < quietMilliseconds) return;
      if (bar === null) {
        // A hidden cursor or a changed line wrap would stay when the program is interrupted.
        const options = {
          stream: stderr,
          hideCursor: null,
          linewrap: true,
          clearOnComplete: true,
          etaBuffer: 50,
        };
        bar = new SingleBar(
          { ...options, format: `${label} {bar} {percentage} % {stage} {eta_formatted} left` },
          Presets.shades_classic,
        );
        bar.start(100, 0, { stage });
      }
      bar.update(Math.floor(Math.min(1, Math.max(0, fraction)) * 100), { stage });
    },
    stop() {
      bar?.stop();
    },
  };
}
