import type { RoutingSettings } from "../src/serve/routing/RoutingSettings.ts";
import type { Command, Scenario, ServiceVersion } from "../src/simulation/Scenario.ts";
import { simulate } from "../src/simulation/simulate.ts";
import { compareWithRecording } from "../test/oracles/ray-serve/live/compareWithRecording.ts";
import { readRecording } from "../test/oracles/ray-serve/live/readRecording.ts";
import { replay } from "../test/oracles/ray-serve/live/replay.ts";

/**
 * `npm run live`: the recorded run of real Ray Serve beside the simulation of the same, with the default router and with
 * the one that probes as Ray Serve's does. The tables of test/oracles/ray-serve/README.md.
 */
const recording = readRecording();
const scenario = replay(recording);
const probing: RoutingSettings = {
  policy: "power-of-two",
  locality: "none",
  probes: { latencySeconds: 0.002, messageSeconds: 0.0005 },
};

for (const [name, played] of [
  ["default router", scenario],
  ["probing router", withRouting(scenario)],
] as const) {
  const { figures, calm, simulatedChanges, recordedChanges } = compareWithRecording(
    recording,
    simulate(played),
  );
  console.log(name);
  for (const figure of [...figures, calm]) {
    const difference = (100 * (figure.simulated / figure.recorded - 1)).toFixed(1);
    console.log(
      `  ${figure.name}: recorded ${figure.recorded.toFixed(3)}, simulated ${figure.simulated.toFixed(3)}, ${difference} %`,
    );
  }
  for (const [side, changes] of [
    ["recorded", recordedChanges],
    ["simulated", simulatedChanges],
  ] as const) {
    const told = changes.map(({ atSeconds, from, to }) => `${from} → ${to} at ${atSeconds.toFixed(1)} s`);
    console.log(`  wanted replicas, ${side}: ${told.join(", ")}`);
  }
}

function withRouting(base: Scenario): Scenario {
  return {
    ...base,
    primary: routed(base.primary),
    commands: base.commands.map(({ atSeconds, command }) => ({ atSeconds, command: routedCommand(command) })),
  };
}

function routedCommand(command: Command): Command {
  return "version" in command ? { ...command, version: routed(command.version) } : command;
}

function routed(version: ServiceVersion): ServiceVersion {
  return {
    ...version,
    deployments: version.deployments.map((deployment) => ({ ...deployment, routing: probing })),
  };
}
