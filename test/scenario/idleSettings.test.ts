import { describe, expect, it } from "vitest";
import { formatProblem } from "../../src/scenario/problems/formatProblem.ts";
import { parseText, smallScenario } from "./parseText.ts";

const warningsOf = (added: string) => parseText(`${smallScenario}${added}\n`).warnings.map(formatProblem);

/** What is written, what it lacks to have an effect, and what its author is told without that. */
const examples: readonly (readonly [
  title: string,
  without: string,
  warnings: readonly string[],
  withIt: string,
])[] = [
  [
    "a model at a deployment that does not multiplex",
    "traffic: [{ deployment: A, model: amber, poisson: 1 }]",
    [
      "x.yaml:7:28: traffic[0].model: has no effect: A does not multiplex models (deployments.A.multiplexing)",
    ],
    "traffic: [{ deployment: A, model: amber, poisson: 1 }]\ndeployments: { A: { multiplexing: {} } }",
  ],
  [
    "multiplexing without models",
    "traffic: [{ deployment: A, poisson: 1 }]\ndeployments: { A: { multiplexing: {} } }",
    [
      "x.yaml:8:21: deployments.A.multiplexing: has no effect: no stream to it asks for a model (traffic[…].model)",
    ],
    "traffic: [{ deployment: A, poisson: 1 }, { deployment: A, model: amber, poisson: 1 }]\ndeployments: { A: { multiplexing: {} } }",
  ],
  [
    "sessions without affinity on the way",
    "traffic: [{ deployment: A, poisson: 1, sessions: { turns: 4, think: 5s } }]\ndeployments: { B: { routing: session-affinity } }",
    [
      "x.yaml:7:40: traffic[0].sessions: has no effect: no router on the way goes by sessions (session-affinity, prefix-affinity)",
      "x.yaml:8:21: deployments.B.routing: has no effect: none of its requests belongs to a session (traffic[…].sessions or users)",
    ],
    "traffic: [{ deployment: A, poisson: 1, sessions: { turns: 4, think: 5s } }]\ndeployments: { A: { calls: [B] }, B: { routing: session-affinity } }",
  ],
  [
    "affinity that only an update brings",
    "traffic: [{ deployment: A, poisson: 1, sessions: { turns: 4, think: 5s } }]\nupdate: { at: 5m }",
    [
      "x.yaml:7:40: traffic[0].sessions: has no effect: no router on the way goes by sessions (session-affinity, prefix-affinity)",
    ],
    "traffic: [{ deployment: A, poisson: 1, sessions: { turns: 4, think: 5s } }]\nupdate: { at: 5m, deployments: { A: { routing: prefix-affinity } } }",
  ],
  [
    "affinity without sessions",
    "traffic: [{ deployment: A, poisson: 1 }]\ndeployments: { A: { routing: { policy: prefix-affinity } } }",
    [
      "x.yaml:8:21: deployments.A.routing: has no effect: none of its requests belongs to a session (traffic[…].sessions or users)",
    ],
    "traffic: [{ deployment: A, users: { count: 3, think: 1s } }]\ndeployments: { A: { routing: { policy: prefix-affinity } } }",
  ],
  [
    "tokens where no service time depends on them",
    "traffic: [{ deployment: A, poisson: 1, inputTokens: 5, outputTokens: 5 }]",
    [
      "x.yaml:7:40: traffic[0].inputTokens: has no effect: no service time on the way depends on tokens",
      "x.yaml:7:56: traffic[0].outputTokens: has no effect: no service time on the way depends on tokens",
    ],
    "traffic: [{ deployment: A, poisson: 1, inputTokens: 5, outputTokens: 5 }]\ndeployments: { A: { calls: [B] }, B: { serviceTime: { perOutputToken: 1ms } } }",
  ],
  [
    "going on with what nobody gives up",
    "traffic: [{ deployment: A, poisson: 1, client: { whenGivenUp: continue } }]",
    [
      "x.yaml:7:50: traffic[0].client.whenGivenUp: has no effect: without attemptTimeout or overallTimeout nothing is given up",
    ],
    "traffic: [{ deployment: A, poisson: 1, client: { whenGivenUp: continue, overallTimeout: 1s } }]",
  ],
  [
    "requests pinned to a canary that never comes",
    "traffic: [{ deployment: A, poisson: 1, pinned: { canaryPercent: 5 } }]",
    [
      "x.yaml:7:50: traffic[0].pinned.canaryPercent: has no effect: nothing is rolled out, so that these requests go to the primary",
    ],
    "traffic: [{ deployment: A, poisson: 1, pinned: { canaryPercent: 5 } }]\nupdate: { at: 5m }",
  ],
  [
    "a slowdown beside continuous batching",
    "deployments: { A: { slowdownPerOngoingRequest: 0.1, serviceTime: { llm: { profile: phi-4-h100 } } } }",
    [
      "x.yaml:7:21: deployments.A.slowdownPerOngoingRequest: has no effect: a language model slows down by its batch, as its profile says",
    ],
    "deployments: { A: { slowdownPerOngoingRequest: 0.1 } }",
  ],
  [
    "a fault of a canary that never comes",
    "faults: [{ at: 1m, kind: slow, version: canary, factor: 2 }]",
    ["x.yaml:7:10: faults[0]: has no effect: nothing is rolled out, so that there is no canary"],
    "faults: [{ at: 6m, kind: slow, version: canary, factor: 2 }]\nupdate: { at: 5m }",
  ],
  [
    "a spot wave over on-demand nodes",
    "faults: [{ at: 1m, kind: spot-wave }]",
    ["x.yaml:7:10: faults[0]: has no effect: no worker group has spot nodes"],
    "faults: [{ at: 1m, kind: spot-wave }]\ncluster: { workerGroups: { box: { instanceType: m5.xlarge, market: spot } } }",
  ],
  [
    "lost metrics where nothing is autoscaled",
    "faults: [{ at: 1m, kind: metrics-outage, version: primary }]",
    ["x.yaml:7:10: faults[0]: has no effect: nothing of it is autoscaled"],
    "faults: [{ at: 1m, kind: metrics-outage, version: primary }]\nupdate: { at: 5m, config: { applications: [{ deployments: [{ name: A, num_replicas: auto }] }] } }",
  ],
  [
    "a lagging load balancer that is told nothing",
    "faults: [{ at: 1m, kind: load-balancer-lag, delay: 1m }]",
    ["x.yaml:7:10: faults[0]: has no effect: nothing is rolled out, so that no split of traffic changes"],
    "faults: [{ at: 1m, kind: load-balancer-lag, delay: 1m }]\nupdate: { at: 5m }",
  ],
];

describe("a setting that nothing makes count", () => {
  it.each(examples)("is warned of, and not where it counts: %s", (_title, without, warnings, withIt) => {
    expect(warningsOf(without)).toEqual(warnings);
    expect(warningsOf(withIt)).toEqual([]);
  });
});
