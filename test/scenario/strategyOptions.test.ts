import { describe, expect, it } from "vitest";
import { problemsOf, smallScenario } from "./parseText.ts";

/** What is wrong with the strategy of an update, without the file and its place. */
function refusalsOf(strategy: string): readonly string[] {
  const text = `${smallScenario}update: { at: 1m, strategy: ${strategy}, config: { image_uri: x:2 } }\n`;
  return problemsOf(text).map((problem) => problem.replace(/^x\.yaml:7:\d+: update\.strategy\.?/, ""));
}

describe("the options of a strategy that it does not take", () => {
  it.each([
    [
      "{ deployment: { type: Recreate, maxSurge: 1 } }",
      "deployment.maxSurge: type Recreate has no such key; known keys: type, minReadySeconds, progressDeadlineSeconds",
    ],
    [
      "{ deployment: { maxSurg: 1 } }",
      'deployment.maxSurg: type RollingUpdate has no such key; did you mean "maxSurge"?',
    ],
    [
      "{ kubeRay: { type: NewCluster, maxSurgePercent: 5 } }",
      "kubeRay.maxSurgePercent: type NewCluster has no such key; known keys: type, deletionDelaySeconds",
    ],
    ["{ weights: { backends: v1 } }", 'weights.backends: unknown key; did you mean "backend"?'],
    ["{ deployment: { type: 5 } }", "deployment.type: found 5; known kinds: RollingUpdate, Recreate"],
    [
      "{ deployment: { maxSurge: 0, maxUnavailable: 0 } }",
      "deployment.maxUnavailable: found 0; expected more than 0, because maxSurge is 0: else no replica could be replaced",
    ],
    [
      "{ deployment: { minReadySeconds: 700 } }",
      "deployment.progressDeadlineSeconds: is missing; expected more than minReadySeconds, which is 700 (left out, it is 600)",
    ],
    [
      "{ deployment: { minReadySeconds: -7 } }",
      "deployment.minReadySeconds: found -7; expected a whole number of seconds, 0 to 2147483647",
    ],
    [
      "{ kubeRay: { type: NewClusterWithIncrementalUpgrade, maxSurgePercent: 20, stepSizePercent: 50, intervalSeconds: 1 } }",
      "kubeRay.stepSizePercent: found 50; expected at most maxSurgePercent, which is 20",
    ],
    ["{}", ": names no strategy; expected one with its options, of kubeRay, deployment, weights"],
    [
      "{ weights: {}, kubeRay: { type: NewCluster } }",
      ": names kubeRay and weights; expected one with its options, of kubeRay, deployment, weights",
    ],
  ])("%s: one sentence in our words", (strategy, refusal) => {
    expect(refusalsOf(strategy)).toEqual([refusal]);
  });
});
