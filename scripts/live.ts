import { defaultRouting } from "../src/serve/routing/RoutingSettings.ts";
import { compareOverSeeds } from "../test/oracles/ray-serve/live/compareOverSeeds.ts";
import { readRecording } from "../test/oracles/ray-serve/live/readRecording.ts";
import { rayRouting } from "../test/oracles/ray-serve/live/replay.ts";
import { compareSetting } from "../test/oracles/ray-serve/live/settings/compareSetting.ts";
import {
  readRecordedSetting,
  recordedSettingNames,
} from "../test/oracles/ray-serve/live/settings/RecordedSetting.ts";
import type { Extras } from "../test/oracles/ray-serve/live/settings/scenarioOfSetting.ts";
import { settingsTable } from "../test/oracles/ray-serve/live/settings/settingsTable.ts";
import { summarise } from "../test/oracles/ray-serve/live/settings/summarise.ts";

/**
 * `npm run live`: the recorded run of real Ray Serve beside simulations of the same, with Ray Serve's router task by task
 * and with the default one. The tables of test/oracles/ray-serve/README.md.
 *
 * `npm run live -- settings [PREFIX] [SEEDS] [EXTRAS]`: the recorded settings whose names begin so, figure by figure, and the
 * table of docs/validation.md. Extras are JSON: sections to try that a user would not write.
 */
const [what, prefix = "", seeds = "20", extras = "{}"] = process.argv.slice(2);
if (what === "settings") compareSettings(prefix, Number(seeds), JSON.parse(extras) as Extras);
else compareRecording();

function compareSettings(start: string, count: number, more: Extras): void {
  const rows = recordedSettingNames()
    .filter((name) => name.startsWith(start))
    .flatMap((name) => compareSetting(readRecordedSetting(name), { seeds: count, extras: more }));
  const shown = (values: readonly number[]) => values.map((value) => value.toPrecision(4)).join(" ");
  for (const { setting, figure, recorded, band, inside, bandWidths, error } of rows) {
    const counted = `${inside} of ${recorded.length} inside ${shown(band)} (${bandWidths.toFixed(2)} widths)`;
    const told = `${(100 * error).toFixed(1)} %, ${counted}, recorded ${shown(recorded)}`;
    console.log(`${setting.padEnd(28)} ${figure.padEnd(16)} ${told}`);
  }
  console.log(`\n${settingsTable(rows)}\n`);
  console.log(JSON.stringify(summarise(rows), null, 2));
}

function compareRecording(): void {
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
}
