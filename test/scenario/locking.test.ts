import { describe, expect, it } from "vitest";
import { simulate } from "../../src/simulation/simulate.ts";
import { parseText } from "./parseText.ts";

function scenario(options: { readonly arrivals: string; readonly serviceTime?: string }): string {
  const { arrivals, serviceTime = "1s" } = options;
  return `name: steady
horizon: 40m
service:
  applications:
    - name: app
      import_path: m:app
      deployments:
        - { name: A, autoscaling_config: { min_replicas: 0, initial_replicas: 1, max_replicas: 8, downscale_delay_s: 60 } }
deployments: { A: { serviceTime: ${serviceTime}, startUp: 20s } }
traffic: [{ deployment: A, ${arrivals} }]
`;
}

function isTold(text: string): boolean {
  return parseText(text).warnings.some(({ message }) => message.startsWith("locks to the autoscaler"));
}

/** Changes of the number wanted, when all has been going on for a while. */
function lateChanges(text: string): number {
  return simulate(parseText(text).scenario).targets.filter(({ atSeconds }) => atSeconds > 600).length;
}

describe("evenly spaced requests that lock to the autoscaler's samples", () => {
  it("are told with what would do", () => {
    const { warnings } = parseText(scenario({ arrivals: "constant: 0.5" }));
    expect(warnings.filter(({ keyPath }) => keyPath === "traffic[0].constant")).toMatchObject([
      {
        message:
          "locks to the autoscaler: 3 requests come between two of its looks (6 s), so that it always sees the same point of them and wants 0 or 1 replicas by that alone; write poisson, or a rate that does not fit",
      },
    ]);
  });

  it("are all told of: what is not told of does not flap", () => {
    const rates = [
      0.1,
      1 / 6,
      0.2,
      0.25,
      1 / 3,
      0.4,
      0.45,
      0.49,
      0.5,
      0.51,
      0.6,
      0.7,
      0.9,
      1,
      1.25,
      1.5,
      2,
      2.5,
    ];
    const flapping = rates.filter((rate) => lateChanges(scenario({ arrivals: `constant: ${rate}` })) > 4);
    expect(flapping).toEqual([0.1, 1 / 6, 1 / 3, 0.5]);
    for (const rate of flapping) expect(isTold(scenario({ arrivals: `constant: ${rate}` }))).toBe(true);
  });

  it.each([
    ["come at random", { arrivals: "poisson: 0.5" }],
    ["fall between the samples", { arrivals: "constant: 0.49" }],
    ["take random times", { arrivals: "constant: 0.5", serviceTime: "{ mean: 1s }" }],
    ["look the same at any point", { arrivals: "constant: 2" }],
  ])("are not told of where they %s", (_, options) => {
    expect(isTold(scenario(options))).toBe(false);
  });
});
