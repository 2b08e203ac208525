import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { simulate } from "../src/simulation/simulate.ts";
import { runSoak } from "./soak/runSoak.ts";

/**
 * Random scenarios until the time is over: `npm run soak -- --minutes 5`. `--seed` says where to begin (default 1), `--out`
 * where failing scenarios go (default reports/soak). Prints the seed of every round; exit status 1 when a law was broken.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "5" },
    seed: { type: "string", default: "1" },
    out: { type: "string", default: "reports/soak" },
  },
});
const minutes = Number(values.minutes);
const firstSeed = Number(values.seed);
if (!(minutes > 0 && minutes < 10_000))
  throw new Error(`--minutes ${values.minutes}: expected a number above 0`);
if (!Number.isInteger(firstSeed)) throw new Error(`--seed ${values.seed}: expected a whole number`);

const startMilliseconds = performance.now();
const secondsLeft = () => minutes * 60 - (performance.now() - startMilliseconds) / 1000;
const { scenarios, failures } = runSoak({
  simulate,
  firstSeed,
  scenariosARound: 25,
  shrinkSeconds: 30,
  secondsLeft,
  onRound({ seed, scenarios: tried, failure }) {
    const left = `${Math.max(0, Math.round(secondsLeft()))} s left`;
    if (failure === null) {
      console.log(`seed ${seed}: ${tried} scenarios keep every law; ${left}`);
      return;
    }
    mkdirSync(values.out, { recursive: true });
    const path = join(values.out, `soak-${seed}.yaml`);
    writeFileSync(path, failure.scenarioFile);
    console.log(`seed ${seed}: scenario ${tried} breaks a law; ${left}`);
    for (const reason of failure.reasons.slice(0, 5)) console.log(`  ${reason}`);
    console.log(`  npm run simulate ${path}`);
  },
});
console.log(`${scenarios} scenarios from seed ${firstSeed} on, ${failures} of the rounds with a failure`);
if (failures > 0) process.exitCode = 1;
