import { parentPort } from "node:worker_threads";
import { SimulationLimitError } from "../../engine/SimulationLimitError.ts";
import { parseScenario } from "../../scenario/parseScenario.ts";
import { sourceOfOrigin } from "../../scenario/yaml/sourceOfOrigin.ts";
import type { Scenario } from "../../simulation/Scenario.ts";
import { playRun } from "../playRun.ts";
import type { RunRecord } from "../RunRecord.ts";
import type { RunAnswer, RunOrder } from "./RunMessage.ts";

// The whole program of a worker thread: it plays one run after the other.

const port = parentPort;
if (port === null) throw new Error("This file is the program of a worker thread.");
const answer = (message: RunAnswer) => port.postMessage(message);

/** How often progress is told over a run. */
const tellings = 20;
let scenario: Scenario | null = null;

port.on("message", ({ origin, seed }: RunOrder) => {
  if (origin !== null) scenario = parseScenario(origin.text, sourceOfOrigin(origin)).scenario;
  if (scenario === null) throw new Error("A run was ordered before its scenario.");
  try {
    answer({ kind: "played", record: play({ ...scenario, seed }) });
  } catch (error) {
    if (!(error instanceof SimulationLimitError)) throw error;
    answer({ kind: "stopped", reason: error.message });
  }
});

function play(played: Scenario): RunRecord {
  const run = playRun(played);
  for (let told = 0; ; ) {
    const { done, value } = run.next();
    if (done === true) return value.record;
    if (value.fraction < (told + 1) / tellings) continue;
    told = Math.floor(value.fraction * tellings);
    answer({ kind: "progress", fraction: value.fraction });
  }
}
