import { SimulationLimitError } from "../engine/SimulationLimitError.ts";
import type { ParsedScenario } from "../scenario/parseScenario.ts";
import type { ScenarioOrigin } from "../scenario/yaml/ScenarioOrigin.ts";
import type { SimulationResult } from "../simulation/result/SimulationResult.ts";
import type { Scenario } from "../simulation/Scenario.ts";
import { describeRuns } from "./describeRuns.ts";
import { type PlayedRun, playRun, type RunProgress } from "./playRun.ts";
import type { RunRecord } from "./RunRecord.ts";
import type { RunSet, StoppedRun } from "./RunSet.ts";
import { RunStoppedError } from "./RunStoppedError.ts";
import type { RunTaskOptions, RunWorkers } from "./RunWorkers.ts";
import { seedOfRun } from "./seedOfRun.ts";
import { Turns } from "./Turns.ts";
import { leastRuns, usualRunCount } from "./usualRunCount.ts";

/** How far several runs have come. */
export interface RunsProgress {
  readonly finishedRuns: number;
  /** How many runs there will be; at the least, as long as the first run has not told. */
  readonly runs: number;
  /** Of the work of all runs, 0 to 1. */
  readonly fraction: number;
}

/** How many runs, who plays them and who is told. */
export interface SimulateRunsOptions {
  /** How many runs; left out: by what the first one costs, counted in events (`usualRunCount`), 5 to 21. */
  readonly runs?: number | undefined;
  /** Who plays runs beside this thread (`startRunWorkers` in Node), where they are long enough for it. Left out: nobody. */
  readonly workers?: (() => RunWorkers) | undefined;
  /** Up to so many events of all runs after the first nobody is asked to help: they are over before threads have started. Default: a million. */
  readonly eventsWithoutWorkers?: number | undefined;
  readonly onProgress?: ((progress: RunsProgress) => void) | undefined;
  /** Told of every run as it is finished, in the order of their ends. */
  readonly onRun?: ((record: RunRecord) => void) | undefined;
  /** Ends all runs; what `onRun` was told of stays finished. */
  readonly signal?: AbortSignal | undefined;
}

/** What came of several runs of one scenario. */
export interface SimulatedRuns {
  readonly runs: RunSet;
  /** Of each finished run, in the order of their places. */
  readonly records: readonly RunRecord[];
  /** The whole result of the run nearest the median. */
  readonly result: SimulationResult;
}

const usualEventsWithoutWorkers = 1_000_000;
/** Once the first run has taken so much of them, those that will be there in any case begin beside it. */
const shareUntilOthersBegin = 0.3;

/**
 * Plays a scenario with several seeds (`seedOfRun`): its own, and others derived from it. Same scenario, seed and number of runs, same
 * result, to the byte, however many workers play. A run that meets a limit of the scenario is told in `runs.stopped`.
 *
 * @param parsed as `loadScenario` and `parseScenario` give it. Workers read its `origin` anew, and take no other change of its scenario than
 * another seed; in a program that changes scenarios leave them out.
 * @throws SimulationLimitError where the run with the scenario's own seed meets a limit; the signal's reason where it was aborted.
 */
export async function simulateRuns(
  parsed: Pick<ParsedScenario, "scenario" | "origin">,
  options: SimulateRunsOptions = {},
): Promise<SimulatedRuns> {
  const { runs = 1 } = options;
  if (!Number.isSafeInteger(runs) || runs < 1) {
    throw new RangeError(`runs is ${runs}; expected a whole number of at least 1`);
  }
  return new Runs(parsed, options).play();
}

class Runs {
  readonly #parsed: Pick<ParsedScenario, "scenario" | "origin">;
  readonly #options: SimulateRunsOptions;
  readonly #records: RunRecord[] = [];
  readonly #stopped: { readonly index: number; readonly run: StoppedRun }[] = [];
  /** Which part of each run is over. */
  readonly #fractions: number[] = [];
  /** Runs that workers play; a place is filled when its run begins. */
  readonly #begun: Promise<void>[] = [];
  readonly #turns = new Turns();
  readonly #eventsWithoutWorkers: number;
  #workers: RunWorkers | null = null;
  #count: number;

  constructor(parsed: Pick<ParsedScenario, "scenario" | "origin">, options: SimulateRunsOptions) {
    this.#parsed = parsed;
    this.#options = options;
    this.#eventsWithoutWorkers = options.eventsWithoutWorkers ?? usualEventsWithoutWorkers;
    this.#count = options.runs ?? leastRuns;
  }

  async play(): Promise<SimulatedRuns> {
    try {
      const first = await this.#playHere(0, {
        onSlice: ({ eventCount }) => {
          if (eventCount > shareUntilOthersBegin * this.#eventsWithoutWorkers) this.#begin();
        },
      });
      this.#keep(0, first.record);
      this.#count = this.#options.runs ?? usualRunCount(first.record.work);
      if ((this.#count - 1) * first.record.work.eventCount > this.#eventsWithoutWorkers) this.#begin();
      if (this.#begun.length > 0) await Promise.all(this.#begun);
      else await this.#playAllHere();
      return await this.#describe(first);
    } finally {
      await this.#workers?.close();
    }
  }

  /** Lets workers play all runs of which it is known that they will be. */
  #begin(): void {
    const { origin } = this.#parsed;
    if (this.#count <= 1 || origin === null || this.#options.workers === undefined) return;
    this.#workers ??= this.#options.workers();
    const workers = this.#workers;
    for (let index = 1 + this.#begun.length; index < this.#count; index++) {
      const run = this.#playBeside(index, origin, workers);
      // Whoever waits for all of them hears of it; until then it is nobody's.
      run.catch(() => {});
      this.#begun.push(run);
    }
  }

  async #playBeside(index: number, origin: ScenarioOrigin, workers: RunWorkers): Promise<void> {
    const task = { origin, seed: this.#seedOf(index) };
    const options: RunTaskOptions = {
      onProgress: (fraction) => this.#tell(index, fraction),
      signal: this.#options.signal,
    };
    try {
      this.#keep(index, await workers.play(task, options));
    } catch (error) {
      this.#keepReason(index, error);
    }
  }

  async #playAllHere(): Promise<void> {
    for (let index = 1; index < this.#count; index++) {
      try {
        this.#keep(index, (await this.#playHere(index)).record);
      } catch (error) {
        this.#keepReason(index, error);
      }
    }
  }

  /** @param place of its progress among that of all runs. */
  async #playHere(
    index: number,
    {
      place = index,
      onSlice,
    }: { readonly place?: number; readonly onSlice?: (progress: RunProgress) => void } = {},
  ): Promise<PlayedRun> {
    const { signal } = this.#options;
    const run = playRun(withSeed(this.#parsed.scenario, this.#seedOf(index)));
    for (let eventCount = 0; ; ) {
      signal?.throwIfAborted();
      const { done, value } = run.next();
      if (done === true) return value;
      onSlice?.(value);
      this.#tell(place, value.fraction);
      await this.#turns.pass(value.eventCount - eventCount);
      eventCount = value.eventCount;
    }
  }

  /** The whole result of the run nearest the median: of the first it is there, any other one is played again. */
  async #describe(first: PlayedRun): Promise<SimulatedRuns> {
    const order = new Map(Array.from({ length: this.#count }, (_, index) => [this.#seedOf(index), index]));
    const records = this.#records.toSorted((one, other) => order.get(one.seed)! - order.get(other.seed)!);
    const stopped = this.#stopped.toSorted((one, other) => one.index - other.index).map(({ run }) => run);
    const runs = describeRuns(records, stopped);
    const shown = records.find(({ seed }) => seed === runs.shownSeed)!;
    if (shown.seed === first.record.seed) return { runs, records, result: first.result };
    const { result, record } = await this.#playHere(order.get(shown.seed)!, { place: this.#count });
    if (JSON.stringify(record.summary) !== JSON.stringify(shown.summary)) {
      throw new Error(`The run with seed ${shown.seed} came out otherwise when it was played again.`);
    }
    return { runs, records, result };
  }

  #keep(index: number, record: RunRecord): void {
    this.#records.push(record);
    this.#options.onRun?.(record);
    this.#tell(index, 1);
  }

  #keepReason(index: number, error: unknown): void {
    if (!(error instanceof SimulationLimitError || error instanceof RunStoppedError)) throw error;
    this.#stopped.push({ index, run: { seed: this.#seedOf(index), reason: error.message } });
    this.#tell(index, 1);
  }

  #tell(index: number, fraction: number): void {
    this.#fractions[index] = fraction;
    const done = this.#fractions.reduce((sum, each) => sum + each, 0);
    // Where there are several runs, one of them is played again.
    const all = this.#count === 1 ? 1 : this.#count + 1;
    this.#options.onProgress?.({
      finishedRuns: this.#records.length,
      runs: this.#count,
      fraction: done / all,
    });
  }

  #seedOf(index: number): string {
    return seedOfRun(this.#parsed.scenario.seed, index);
  }
}

function withSeed(scenario: Scenario, seed: string): Scenario {
  return scenario.seed === seed ? scenario : { ...scenario, seed };
}
