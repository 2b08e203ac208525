import { describe, expect, it } from "vitest";
import { simulate } from "../../../src/simulation/simulate.ts";
import { parseText } from "../parseText.ts";

interface Changes {
  readonly deployment?: string;
  readonly cluster?: string;
  readonly strategy?: string;
  readonly rest?: string;
}

function written({
  deployment = "num_replicas: 2",
  cluster = "",
  strategy,
  rest = "",
}: Changes = {}): string {
  return `
name: pods
horizon: 20m
service:
  applications:
    - name: chat
      import_path: chat:app
      deployments: [{ name: LLM, ${deployment}, ray_actor_options: { num_cpus: 4, num_gpus: 1 } }]
deployments:
  LLM: { startUp: 30s, serviceTime: 100ms }
cluster:
  workerGroups: { gpu: { instanceType: g5.2xlarge, maxNodes: 8 } }
  ${cluster}
traffic: [{ deployment: LLM, poisson: 2/s }]
update:
  at: 5m
  strategy: ${strategy ?? "{ deployment: { type: RollingUpdate, maxSurge: 1, maxUnavailable: 0 } }"}
  config: { image_uri: "chat:2" }
${rest}`;
}

const paths = (remarks: readonly { readonly keyPath: string }[]) => remarks.map(({ keyPath }) => keyPath);

describe("a service that Kubernetes runs without Ray", () => {
  it("has no head node in any version, goes to its pods at random, and replaces those that stop at once", () => {
    const { scenario, notes, warnings } = parseText(written());
    const [command] = scenario.commands.map((each) => each.command);
    expect(scenario.primary.cluster.headNode).toBeNull();
    expect(command?.kind === "deploy" && command.version.cluster.headNode).toBeNull();
    expect(scenario.primary.deployments[0]?.routing).toEqual({ policy: "random" });
    expect(scenario.replacements).toBe("at-once");
    expect(warnings).toEqual([]);
    expect(paths(notes)).toContain("update.strategy.deployment");
    expect(JSON.stringify(notes)).not.toMatch(/which machine the head node is/);
  });

  it("is told which keys of its cluster and its traffic play no part", () => {
    const cluster = "headNode: { bootTime: 60s }\n  proxies: every-node\n  compaction: {}";
    const { scenario, warnings } = parseText(written({ cluster }));
    expect(paths(warnings)).toEqual(["cluster.headNode.bootTime", "cluster.proxies", "cluster.compaction"]);
    expect(scenario.primary.cluster).not.toHaveProperty("proxies");
    expect(scenario.primary.cluster).not.toHaveProperty("compaction");
  });

  it("keeps the replicas that autoscaling begins with, and is told so", () => {
    const deployment = "autoscaling_config: { min_replicas: 1, max_replicas: 4, initial_replicas: 3 }";
    const { scenario, warnings } = parseText(written({ deployment }));
    expect(scenario.primary.deployments[0]?.scaling).toEqual({ kind: "static", numReplicas: 3 });
    expect(warnings.some(({ message }) => message.includes("HorizontalPodAutoscaler"))).toBe(true);
  });

  it("cannot lose a head node, which is told, or a proxy, which is refused", () => {
    const head = parseText(
      written({ rest: "faults: [{ at: 1m, kind: head-node-death, version: primary }]" }),
    );
    expect(head.warnings.map(({ message }) => message).join()).toMatch(/there is no head node/);
    const rest = "faults: [{ at: 1m, kind: proxy-death, version: primary }]";
    expect(() => parseText(written({ cluster: "proxies: every-node", rest }))).toThrow(/no proxies/);
  });

  it("is updated by that strategy alone: by Anyscale's, by KubeRay's or in place it is refused where it stands", () => {
    for (const [deploy, refusal] of [
      ["{ config: { image_uri: c } }", /commands\[0\]\.deploy: another update of this service/],
      ["{ in_place: true }", /commands\[0\]\.deploy\.in_place: Kubernetes .* updates no pod in place/],
    ] as const) {
      const rest = `commands: [{ at: 10m, deploy: ${deploy} }]`;
      expect(() => parseText(written({ rest }))).toThrow(refusal);
    }
    const same = "{ strategy: { deployment: { type: Recreate } }, config: { image_uri: c } }";
    expect(parseText(written({ rest: `commands: [{ at: 10m, deploy: ${same} }]` })).warnings).toEqual([]);
  });
});

describe("the warning of a rollout that waits for ever for a machine", () => {
  const warned = (changes: Changes) =>
    parseText(written(changes)).warnings.filter(({ keyPath }) => keyPath.endsWith("maxUnavailable")).length;

  it("comes where the cluster has no room for one pod more, and only there", () => {
    const pool = (maxNodes: number) => `pools: { g5: { maxNodes: ${maxNodes} } }`;
    expect(warned({ cluster: pool(2) })).toBe(1);
    expect(warned({ cluster: pool(3) })).toBe(0);
    expect(
      warned({
        cluster: pool(2),
        strategy: "{ deployment: { type: RollingUpdate, maxSurge: 1, maxUnavailable: 1 } }",
      }),
    ).toBe(0);
    expect(warned({ cluster: pool(2), strategy: "{ deployment: { type: Recreate } }" })).toBe(0);
  });

  it("is right: what it warns of is still under way at the end, and one machine more completes it", () => {
    const outcome = (maxNodes: number) =>
      simulate(parseText(written({ cluster: `pools: { g5: { maxNodes: ${maxNodes} } }` })).scenario).summary
        .outcome;
    expect([outcome(2), outcome(3)]).toEqual(["in-progress", "completed"]);
  });
});
