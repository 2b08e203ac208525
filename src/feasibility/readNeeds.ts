import type { PlayedStep } from "../simulation/result/PlayedStep.ts";
import type { SimulationResult } from "../simulation/result/SimulationResult.ts";
import { Levels } from "./Levels.ts";
import { nameStep } from "./nameStep.ts";
import type { AmountRange, RolloutNeeds, StepNeeds } from "./RolloutNeeds.ts";

/**
 * What an update holds step by step, from rehearsals at the least and at the most load.
 * @param sharesCluster a rollback is a rollout like the other, whose replicas take turns: it holds what that does, and no second whole.
 */
export function readNeeds(
  least: SimulationResult,
  most: SimulationResult,
  { sharesCluster }: { readonly sharesCluster: boolean },
): RolloutNeeds {
  const low = stepsOf(least);
  const high = stepsOf(most);
  const begin = low[0]?.startSeconds ?? 0;
  const ends = low.at(-1)?.endSeconds ?? 0;
  const highEnds = high.at(-1)?.endSeconds ?? 0;
  const lowHeld = heldIn(least);
  const highHeld = heldIn(most);
  const total = (what: "gpus" | "nodes") =>
    join(lowHeld.all[what].between(begin, ends), highHeld.all[what].between(begin, highEnds));
  const [gpus, nodes] = [total("gpus"), total("nodes")];
  const needs = (step: PlayedStep, index: number) =>
    stepNeeds(step, lowHeld, begin, high.length === low.length ? [high[index] ?? step, highHeld] : null);
  return {
    gpus,
    nodes,
    // With another load it may be another number of steps: then each tells of the one load alone.
    steps: low.map((step, index) =>
      sharesCluster
        ? { ...needs(step, index), rollback: { gpus: gpus.most, nodes: nodes.most } }
        : needs(step, index),
    ),
  };
}

type Held = ReturnType<typeof heldIn>;

function stepNeeds(
  step: PlayedStep,
  held: Held,
  beginSeconds: number,
  other: readonly [PlayedStep, Held] | null,
): StepNeeds {
  const of = (what: "gpus" | "nodes", version: keyof Held = "all"): AmountRange => {
    const own = held[version][what].between(step.startSeconds, step.endSeconds);
    if (other === null) return own;
    const [high, highHeld] = other;
    return join(own, highHeld[version][what].between(high.startSeconds, high.endSeconds));
  };
  const before = (what: "gpus" | "nodes") => {
    const highest = other === null ? held : other[1];
    return highest.old[what].between(beginSeconds, beginSeconds).now;
  };
  return {
    name: nameStep(step),
    stepIndex: step.stepIndex,
    gpus: of("gpus"),
    nodes: of("nodes"),
    rollback: {
      gpus: before("gpus") + of("gpus", "new").most,
      nodes: before("nodes") + of("nodes", "new").most,
    },
  };
}

function join(low: AmountRange, high: AmountRange): AmountRange {
  return { now: low.now, least: Math.min(low.least, high.least), most: Math.max(low.most, high.most) };
}

/** Of both versions, of the one that ran at the start, and of the others. */
function heldIn({ replicas, nodes, versions }: SimulationResult) {
  const first = versions[0]?.id;
  const levelsOf = (has: (version: string) => boolean) => ({
    gpus: new Levels(
      replicas.flatMap(({ version, gpus, placedAtSeconds, goneAtSeconds }) =>
        placedAtSeconds === null || !has(version)
          ? []
          : [{ fromSeconds: placedAtSeconds, toSeconds: goneAtSeconds, amount: gpus }],
      ),
    ),
    nodes: new Levels(
      nodes
        .filter(({ version }) => has(version))
        .map(({ launchedAtSeconds, releasedAtSeconds }) => ({
          fromSeconds: launchedAtSeconds,
          toSeconds: releasedAtSeconds,
          amount: 1,
        })),
    ),
  });
  return {
    all: levelsOf(() => true),
    old: levelsOf((version) => version === first),
    new: levelsOf((version) => version !== first),
  };
}

/** Those in which something is done. */
function stepsOf({ steps }: SimulationResult): readonly PlayedStep[] {
  return steps.filter(({ kind }) => kind !== "before" && kind !== "after" && kind !== "start");
}
