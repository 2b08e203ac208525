import { describe, expect, it } from "vitest";
import { checkInvariants } from "../../../src/invariants/checkInvariants.ts";
import { simulate } from "../../../src/simulation/simulate.ts";
import { parseText, problemsOf } from "../parseText.ts";

const text = (capacity: string, more = "") => `name: x
horizon: 30m
service:
  ${capacity}
  applications:
    - name: a
      import_path: m:app
      deployments:
        - { name: M, num_replicas: 8 }
        - { name: S, autoscaling_config: { min_replicas: 1, initial_replicas: 6, max_replicas: 9 } }
${more}`;
const inPlace = (capacity: number) =>
  `update: { at: 5m, in_place: true, config: { target_capacity: ${capacity} } }\n`;

describe("target_capacity", () => {
  it("runs its share of every deployment, rounded half up, with initial_replicas as the least at first", () => {
    const { deployments } = parseText(text("target_capacity: 50")).scenario.primary;
    expect(deployments.map(({ scaling }) => scaling)).toMatchObject([
      { numReplicas: 4 },
      { minReplicas: 3, initialReplicas: 3, maxReplicas: 5 },
    ]);
    const unscaled = parseText(text("name: s")).scenario.primary.deployments;
    expect(unscaled.map(({ scaling }) => scaling)).toMatchObject([
      { numReplicas: 8 },
      { minReplicas: 1, initialReplicas: 6, maxReplicas: 9 },
    ]);
  });

  it("changes in place without a restart", () => {
    const { scenario } = parseText(text("target_capacity: 50", inPlace(75)));
    expect(scenario.commands[0]?.command).toMatchObject({
      kind: "update-in-place",
      restarts: [],
      version: {
        deployments: [{ scaling: { numReplicas: 6 } }, { scaling: { minReplicas: 5, maxReplicas: 7 } }],
      },
    });
    const down = parseText(text("target_capacity: 50", inPlace(25))).scenario.commands[0]?.command;
    expect(down).toMatchObject({
      version: {
        deployments: [{ scaling: { numReplicas: 2 } }, { scaling: { minReplicas: 1, maxReplicas: 2 } }],
      },
    });
    const result = simulate(scenario);
    expect(checkInvariants(result).filter(({ status }) => status === "failed")).toEqual([]);
  });

  it.each(["-1", "100.5", "half", "0"])("is refused where nothing sensible runs: %s", (capacity) => {
    expect(problemsOf(text(`target_capacity: ${capacity}`))).toEqual([
      expect.stringMatching(/target_capacity: .*expected/),
    ]);
  });
});
