import { describe, expect, it } from "vitest";
import { renderPlanCsv } from "../../src/report/csv/renderPlanCsv.ts";
import { renderPlanTable } from "../../src/report/text/renderPlanTable.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { plannedDeployments } from "../../src/simulation/updates/plannedDeployments.ts";
import { planRollout } from "../../src/strategies/anyscale/plan/planRollout.ts";
import { parseText, problemsOf } from "./parseText.ts";

/** Every object has a property of these names; `__proto__` as a key is refused by its name. */
const names = ["constructor", "toString", "valueOf", "hasOwnProperty", "isPrototypeOf"];
const plain = "plainword";

const service = (body: string) => `name: x\nhorizon: 10m\nservice:\n${body}`;

/** A text for each place in which a name may stand; NAME is the name. */
const places: Readonly<Record<string, string>> = {
  "a bundle's resource": service(
    "  applications: [{ name: a, import_path: m.a, deployments: [{ name: d, num_replicas: 2, placement_group_bundles: [{ CPU: 1, NAME: 1 }, { CPU: 1 }] }] }]\n",
  ),
  "an actor's resource": service(
    "  applications: [{ name: a, import_path: m.a, deployments: [{ name: d, ray_actor_options: { resources: { NAME: 1 } } }] }]\n",
  ),
  "a resource that nodes have": service(
    "  compute_config: { head_node: { instance_type: m5.2xlarge }, worker_nodes: [{ instance_type: m5.2xlarge, min_nodes: 1, max_nodes: 4, resources: { CPU: 8, NAME: 2 } }] }\n  applications: [{ name: a, import_path: m.a, deployments: [{ name: d, ray_actor_options: { resources: { NAME: 1 } } }] }]\n",
  ),
  "a deployment": service(
    "  applications: [{ name: a, import_path: m.a, deployments: [{ name: NAME, num_replicas: 2 }] }]\n",
  ),
  "an application": service(
    "  applications: [{ name: NAME, import_path: m.a, deployments: [{ name: d, num_replicas: 2 }] }]\n",
  ),
  "an instance type": service(
    "  compute_config: { head_node: { instance_type: m5.2xlarge }, worker_nodes: [{ instance_type: NAME, min_nodes: 1, max_nodes: 4 }] }\n  applications: [{ name: a, import_path: m.a, deployments: [{ name: d }] }]\n",
  ),
  "an instance type of one's own": `${service(
    "  compute_config: { head_node: { instance_type: NAME }, worker_nodes: [{ instance_type: NAME, min_nodes: 1, max_nodes: 4 }] }\n  applications: [{ name: a, import_path: m.a, deployments: [{ name: d }] }]\n",
  )}cluster: { instanceTypes: { NAME: { cpus: 8, gpus: 0, pricePerHour: 1 } } }\n`,
  "a worker group of the compute config": service(
    "  compute_config: { head_node: { instance_type: m5.2xlarge }, worker_nodes: [{ name: NAME, instance_type: m5.2xlarge, min_nodes: 1, max_nodes: 4 }] }\n  applications: [{ name: a, import_path: m.a, deployments: [{ name: d }] }]\n",
  ),
  "an autoscaled deployment": service(
    "  applications: [{ name: a, import_path: m.a, deployments: [{ name: NAME, autoscaling_config: { min_replicas: 1, max_replicas: 3 } }] }]\n",
  ),
  "a worker group and a pool": `${service(
    "  applications: [{ name: a, import_path: m.a, deployments: [{ name: d }] }]\n",
  )}cluster: { workerGroups: { NAME: { instanceType: m5.2xlarge, minNodes: 1, maxNodes: 4, pool: NAME } }, pools: { NAME: { maxNodes: 5 } } }\n`,
  "a pool that is not there": `${service(
    "  applications: [{ name: a, import_path: m.a, deployments: [{ name: d }] }]\n",
  )}cluster: { workerGroups: { g: { instanceType: m5.2xlarge, minNodes: 1, maxNodes: 4, pool: NAME } } }\n`,
  "a behaviour of nobody": `${service(
    "  applications: [{ name: a, import_path: m.a, deployments: [{ name: d }] }]\n",
  )}deployments: { NAME: { serviceTime: 1 } }\n`,
  "the target of traffic": `${service(
    "  applications: [{ name: a, import_path: m.a, deployments: [{ name: d }] }]\n",
  )}traffic: [{ constant: 1, deployment: NAME }]\n`,
  "a traffic stream": `${service(
    "  applications: [{ name: a, import_path: m.a, deployments: [{ name: d }] }]\n",
  )}traffic: [{ constant: 1, name: NAME }]\n`,
  "an unknown key": service(
    "  NAME: 1\n  applications: [{ name: a, import_path: m.a, deployments: [{ name: d }] }]\n",
  ),
  "an unknown key of the scenario": `${service(
    "  applications: [{ name: a, import_path: m.a, deployments: [{ name: d }] }]\n",
  )}NAME: 1\n`,
  "an unknown key of a deployment": service(
    "  applications: [{ name: a, import_path: m.a, deployments: [{ name: d, NAME: 1, ray_actor_options: { NAME: 1 }, autoscaling_config: { NAME: 1 } }] }]\n",
  ),
  "a label": service(
    "  applications: [{ name: a, import_path: m.a, deployments: [{ name: d, ray_actor_options: { label_selector: { NAME: NAME } } }] }]\n",
  ),
  "a figure of an expectation": `${service(
    "  applications: [{ name: a, import_path: m.a, deployments: [{ name: d }] }]\n",
  )}expect: ["p99NAME > 1"]\n`,
  "a language model's profile": `${service(
    "  applications: [{ name: a, import_path: m.a, deployments: [{ name: d }] }]\n",
  )}deployments: { d: { serviceTime: { llm: { profile: NAME } } } }\n`,
  "a renamed deployment": `${service(
    "  applications: [{ name: a, import_path: m.a, deployments: [{ name: NAME, num_replicas: 2 }] }]\n",
  )}update: { at: 1m, service: { applications: [{ name: a, import_path: m.a, deployments: [{ name: other, num_replicas: 2 }] }] } }\n`,
  "a fault, its deployment and its group": `${service(
    "  applications: [{ name: a, import_path: m.a, deployments: [{ name: NAME, num_replicas: 2 }] }]\n",
  )}faults: [{ name: NAME, at: 1m, kind: crash, deployment: NAME, count: 1 }]\n`,
};

/** What is said of a text: its problems, or its warnings, its notes and its plan. */
function told(text: string): string {
  const problems = problemsOf(text);
  if (problems.length > 0) return problems.join("\n");
  const { warnings, notes, scenario } = parseText(text);
  const remarks = [...warnings, ...notes].map(({ keyPath, message }) => `${keyPath}: ${message}`);
  const versions = [
    scenario.primary,
    ...scenario.commands.flatMap(({ command }) => ("version" in command ? [command.version] : [])),
  ];
  const [first = [], second = first] = versions.map(({ deployments }) => plannedDeployments(deployments));
  const plan = planRollout({ deployments: first, canaryDeployments: second, maxSurgePercent: 50 });
  return [
    ...remarks,
    JSON.stringify(plan),
    renderPlanCsv(plan),
    renderPlanTable(plan, { widthColumns: 200, color: false }),
  ].join("\n");
}

/** Columns follow the width of a name, and suggestions what it resembles. */
const shaped = (text: string) =>
  text
    .replace(/ +/g, " ")
    .replace(/; did you mean "[^"]*"\?|expected one of [^\n]*/g, "")
    .replace(/:\d+:\d+:/g, ":");

describe("a name that every object has a property of is a name like any other", () => {
  it.each(Object.keys(places))("as %s", (place) => {
    const text = places[place] ?? "";
    const expected = shaped(told(text.replaceAll("NAME", plain)));
    for (const name of names) {
      const found = told(text.replaceAll("NAME", name));
      expect(shaped(found.replaceAll(name, plain))).toBe(expected);
    }
  });

  it.each([
    "a deployment",
    "an autoscaled deployment",
    "a worker group of the compute config",
    "an application",
    "a renamed deployment",
    "a worker group and a pool",
    "a resource that nodes have",
  ])("in play as %s", (place) => {
    for (const name of ["constructor", "toString", "hasOwnProperty"]) {
      const text = `${(places[place] ?? "").replaceAll("NAME", name)}traffic: [{ constant: 1 }]\n`;
      const { scenario } = parseText(text);
      const { summary } = simulate(scenario);
      const other = simulate(parseText(text.replaceAll(name, plain)).scenario).summary;
      expect(summary.requests).toBe(other.requests);
      expect(summary.outcome).toBe(other.outcome);
      expect(summary.failedRequests).toBe(other.failedRequests);
    }
  });

  it("but for __proto__, which is refused as a key, and is a value like any other", () => {
    expect(problemsOf(service("  __proto__: 1\n"))).toEqual([
      expect.stringMatching(/found the key __proto__; it cannot be a name/),
    ]);
    const text = places["a deployment"] ?? "";
    expect(told(text.replaceAll("NAME", '"__proto__"')).replaceAll("__proto__", plain)).toBe(
      told(text.replaceAll("NAME", plain)),
    );
  });
});
