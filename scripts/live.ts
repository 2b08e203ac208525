import { defaultRouting } from "../src/serve/routing/RoutingSettings.ts";
import { compareOverSeeds } from "../test/oracles/ray-serve/live/compareOverSeeds.ts";
import { readRecording } from "../test/oracles/ray-serve/live/readRecording.ts";
import { rayRouting } from "../test/oracles/ray-serve/live/replay.ts";

/**
 * `npm run live`: the recorded run of real Ray Serve beside simulations of the same, with Ray Serve's router task by task
 * and with the default one. The tables of test/oracles/ray-serve/README.md.
 */
const recording = readRecording();

for (const [name, routing] of [
  ["Ray Serve's router", rayRouting(recording)],
  ["the default router", defaultRouting],
] as const) {
  const { figures, comparisons } = compareOverSeeds(recording, { seeds: 20, routing });
  console.log(`${name}, 20 seeds: mean (smallest to largest)`);
  for (const { recorded, simulated, least, most, name: figure } of figures) {
    const difference = (100 * (simulated / recorded - 1)).toFixed(1);
    const range = `${least.toFixed(2)} to ${most.toFixed(2)}`;
    console.log(
      `  ${figure}: recorded ${recorded.toFixed(3)}, simulated ${simulated.toFixed(3)} (${range}), ${difference} %`,
    );
  }
  const [first] = comparisons;
  for (const [side, changes] of [
    ["recorded", first?.recordedChanges],
    ["simulated, first seed", first?.simulatedChanges],
  ] as const) {
    const told = changes?.map(({ atSeconds, from, to }) => `${from} → ${to} at ${atSeconds.toFixed(1)} s`);
    console.log(`  wanted replicas, ${side}: ${told?.join(", ")}`);
  }
}
