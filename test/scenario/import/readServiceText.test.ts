import { describe, expect, it } from "vitest";
import { readServiceText } from "../../../src/scenario/import/readServiceText.ts";
import { ScenarioError } from "../../../src/scenario/problems/ScenarioError.ts";

const manifest = `apiVersion: v1
kind: ConfigMap
metadata: { name: other }
---
# What runs
apiVersion: ray.io/v1
kind: RayService
metadata:
  name: shop
  annotations: { ray.io/ft-enabled: "true" }
spec:
  upgradeStrategy:
    type: NewClusterWithIncrementalUpgrade
    clusterUpgradeOptions: { stepSizePercent: 10, intervalSeconds: 30, maxSurgePercent: 20 }
  serveConfigV2: |

    # the applications
    applications:
      - name: shop
        import_path: shop:app
        deployments:
          - name: Rank
            num_replicas: 10
            ray_actor_options: { num_gpus: 1 }
  rayClusterConfig:
    rayVersion: "2.52.0"
    enableInTreeAutoscaling: true
    headGroupSpec:
      rayStartParams: { num-cpus: "0" }
      template: { spec: { containers: [{ image: "shop:1", resources: { limits: { cpu: 4, memory: 8Gi } } }] } }
    workerGroupSpecs:
      - groupName: gpu
        minReplicas: 0
        maxReplicas: 12
        template: { spec: { containers: [{ resources: { limits: { cpu: 8, memory: 32Gi, nvidia.com/gpu: 1 } } }], nodeSelector: { cloud.google.com/gke-accelerator: nvidia-l4 } } }
      - groupName: slices
        replicas: 2
        minReplicas: 1
        maxReplicas: 4
        numOfHosts: 4
        labels: { tier: slow }
        rayStartParams: {}
        template: { spec: { containers: [{ resources: { limits: { cpu: 100, google.com/tpu: 4 } } }] } }
`;

/** What is wrong with a text, one line a problem. */
function problemsOf(text: string): readonly string[] {
  try {
    readServiceText(text, "s.yaml");
    return [];
  } catch (error) {
    if (error instanceof ScenarioError) return error.message.split("\n");
    throw error;
  }
}

describe("a manifest with a RayService", () => {
  const service = readServiceText(manifest, "m.yaml");

  it("is a service config: its Serve config, and nodes that have what Ray counts on its pods", () => {
    expect(service.value).toEqual({
      name: "shop",
      image_uri: "shop:1",
      ray_version: "2.52.0",
      ray_gcs_external_storage_config: { enabled: true },
      compute_config: {
        head_node: {
          required_resources: { CPU: 4, GPU: 0 },
          resources: { CPU: 0, GPU: 0, memory: 8 * 2 ** 30 },
        },
        worker_nodes: [
          {
            name: "gpu",
            required_resources: { CPU: 8, GPU: 1 },
            resources: { CPU: 8, GPU: 1, memory: 32 * 2 ** 30 },
            required_labels: { "ray.io/accelerator-type": "L4" },
            min_nodes: 0,
            max_nodes: 12,
          },
          {
            name: "slices",
            required_resources: { CPU: 100, GPU: 0 },
            resources: { CPU: 100, GPU: 0, TPU: 4 },
            labels: { tier: "slow" },
            min_nodes: 1,
            max_nodes: 4,
            hosts: 4,
          },
        ],
      },
      applications: [
        {
          name: "shop",
          import_path: "shop:app",
          deployments: [{ name: "Rank", num_replicas: 10, ray_actor_options: { num_gpus: 1 } }],
        },
      ],
    });
  });

  it("knows where each part was written, also inside the text of the Serve config", () => {
    const lineOf = (text: string) => manifest.split("\n").findIndex((line) => line.includes(text)) + 1;
    expect(service.locate(["applications", 0, "deployments", 0, "num_replicas"])).toEqual({
      file: "m.yaml",
      line: lineOf("num_replicas: 10"),
      column: 27,
    });
    expect(service.locate(["name"])).toMatchObject({ line: lineOf("name: shop"), column: 9 });
    expect(service.locate(["compute_config", "worker_nodes", 1, "max_nodes"]).line).toBe(
      lineOf("groupName: slices"),
    );
    expect(service.locate(["compute_config", "head_node"]).line).toBe(lineOf("headGroupSpec"));
  });

  it("has as many pods all the time as it says, where nothing scales them", () => {
    const fixed = readServiceText(
      manifest
        .replace("enableInTreeAutoscaling: true", "enableInTreeAutoscaling: false")
        .replace("NewClusterWithIncrementalUpgrade", "NewCluster"),
      "m.yaml",
    );
    expect(fixed.value).toMatchObject({
      compute_config: {
        worker_nodes: [
          { min_nodes: 0, max_nodes: 0 },
          { min_nodes: 2, max_nodes: 2 },
        ],
      },
    });
    expect(fixed.notes.map(({ message }) => message)).toEqual([
      expect.stringContaining("enableInTreeAutoscaling"),
    ]);
  });

  it("is warned of a strategy that KubeRay refuses without its autoscaler", () => {
    const refused = readServiceText(manifest.replace("    enableInTreeAutoscaling: true\n", ""), "m.yaml");
    expect(refused.warnings).toMatchObject([{ keyPath: "spec.upgradeStrategy.type" }]);
    expect(refused.value).toMatchObject({ compute_config: { worker_nodes: [{ max_nodes: 12 }, {}] } });
  });

  it.each([
    [
      "maxReplicas: 12",
      "maxReplicas: many",
      /^s\.yaml:\d+:22: spec\.rayClusterConfig\.workerGroupSpecs\[0\]\.maxReplicas: found "many"; expected a whole number/,
    ],
    ["cpu: 8,", "cpu: 8x,", /limits\.cpu: found "8x"; expected a quantity/],
    ["num_replicas: 10", "num_replicas: [", /^s\.yaml:2\d:\d+: not well-formed YAML/],
    ["serveConfigV2: |", "serveConfig: |", /spec\.serveConfigV2: is missing; spec\.serveConfig is of an API/],
    [
      "type: NewClusterWithIncrementalUpgrade",
      "type: Canary",
      /upgradeStrategy\.type: found "Canary"; expected one of NewCluster/,
    ],
  ])("is refused with the place: %s", (before, after, message) => {
    expect(problemsOf(manifest.replace(before, after)).join("\n")).toMatch(message);
  });

  it("is refused where its Serve config is not text", () => {
    const text = manifest.replace("serveConfigV2: |\n\n    # the applications\n", "serveConfigV2:\n");
    expect(problemsOf(text)).toEqual([
      "s.yaml:15:3: spec.serveConfigV2: found a map of keys; expected the Serve config as text: serveConfigV2: | and the config below it, indented",
    ]);
  });
});

describe("a Ray Serve config", () => {
  it("of one application is a service with it, and keeps its places", () => {
    const service = readServiceText("import_path: m:app\ndeployments:\n  - name: A\n", "a.yaml");
    expect(service.value).toEqual({ applications: [{ import_path: "m:app", deployments: [{ name: "A" }] }] });
    expect(service.locate(["applications", 0, "deployments", 0, "name"])).toMatchObject({
      line: 3,
      column: 11,
    });
    expect(service.locate(["http_options"])).toMatchObject({ line: 1, column: 1 });
  });

  it("may be the list of applications alone", () => {
    const service = readServiceText("- import_path: m:app\n  name: x\n", "a.yaml");
    expect(service.value).toEqual({ applications: [{ import_path: "m:app", name: "x" }] });
    expect(service.locate(["applications", 0, "name"])).toMatchObject({ line: 2, column: 9 });
  });

  it("is one document", () => {
    expect(problemsOf("applications: []\n---\na: 1\n")).toEqual([
      "s.yaml:2:1: found a second YAML document; a service config is one (nothing after `---`)",
    ]);
  });
});

describe("a file that describes no service", () => {
  it.each([
    ["apiVersion: ray.io/v1\nkind: RayCluster\nspec: {}\n", "is a Kubernetes manifest (RayCluster)"],
    ["worker_nodes: []\n", "is an Anyscale compute config"],
    ["name: x\nhorizon: 1h\nservice: y.yaml\n", "is a scenario"],
  ])("is told by its name: %j", (text, words) => {
    expect(problemsOf(text)).toEqual([
      `s.yaml:1:1: ${words}; expected a service config, or a manifest with a RayService or a Deployment`,
    ]);
  });
});
