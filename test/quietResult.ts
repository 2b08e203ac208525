import type { SimulationResult } from "../src/simulation/result/SimulationResult.ts";
import { simulate } from "../src/simulation/simulate.ts";
import { compileScenarioFile } from "../src/testing/compileScenarioFile.ts";

/**
 * What comes of a service of one replica that nobody asks and nobody updates. Results that tests write by hand begin with it: they
 * say what they are about, and a new figure or a new record of results is in all of them at once.
 */
export const quietResult: SimulationResult = simulate(
  compileScenarioFile({
    name: "quiet",
    horizon: 60,
    service: {
      name: "quiet",
      applications: [
        { name: "app", import_path: "m:app", deployments: [{ name: "Model", num_replicas: 1 }] },
      ],
    },
  }),
);
