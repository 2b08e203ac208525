import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { Draft } from "./Draft.ts";
import { draftOf } from "./draftOf.ts";
import { untouched } from "./stories.ts";

/** Nothing is deployed; the eight replicas of chat run in four gangs of two. */
export const inGangs: SimulationResult = changed((result) => {
  for (const deployment of result.versions[0]!.configurations[0]!.deployments) {
    if (deployment.name === "chat") deployment.gangSize = 2;
  }
  for (const life of result.replicas) {
    if (life.deployment === "chat") life.gang = life.replica - (life.replica % 2);
  }
});

/** Nothing is deployed; the first replica lies on two nodes, half of it on each. */
export const onTwoNodes: SimulationResult = changed((result) => {
  const life = result.replicas[0]!;
  life.shares = [0, 9].map((node) => ({ node, cpus: life.cpus / 2, gpus: life.gpus / 2, resources: {} }));
  result.nodes.push({
    ...structuredClone(result.nodes[0]!),
    node: 9,
    pool: null,
    peakCpusUsed: life.cpus / 2,
    peakGpusUsed: life.gpus / 2,
  });
});

function changed(change: (draft: Draft<SimulationResult>) => void): SimulationResult {
  const draft = draftOf(untouched);
  change(draft);
  return draft;
}
