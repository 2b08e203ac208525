import { describe, expect, it } from "vitest";
import { parseText } from "../parseText.ts";
import { remarksOf } from "../remarksOf.ts";

describe("orders to a service", () => {
  const text = `name: x
horizon: 20m
service: [{ import_path: m.a, deployments: [{ name: A, num_replicas: 2 }] }]
update: { at: 5m, config: { image_uri: x:5 } }
commands:
  - { at: 9m, deploy: { config: { image_uri: x:9 } } }
  - { at: 2m, deploy: { config: { applications: [{ deployments: [{ name: A, num_replicas: 7 }] }] } } }
`;

  it("come in the order of time, wherever they are written, and each config is merged over the one before it", () => {
    const deploys = parseText(text).scenario.commands.flatMap(({ atSeconds, command }) =>
      command.kind === "deploy"
        ? [[atSeconds, command.version.config?.image_uri, command.version.deployments[0]?.scaling]]
        : [],
    );
    const seven = { kind: "static", numReplicas: 7 };
    expect(deploys).toEqual([
      [120, undefined, seven],
      [300, "x:5", seven],
      [540, "x:9", seven],
    ]);
  });

  it("are said to be merged once, at the first", () => {
    expect(remarksOf(text).notes.filter((note) => note.includes("is merged over"))).toEqual([
      "x.yaml:7:25: commands[1].deploy.config: is merged over the config deployed before, so that nothing of that goes away; a real deploy replaces it: write the whole config under service instead where something is removed or renamed",
    ]);
  });
});

describe("what a builder makes", () => {
  const textOf = (listed: string) => `name: x
horizon: 10m
service:
  applications:
    - name: a
      import_path: ray.serve.llm:build_openai_app
      args: { llm_configs: [{ model_loading_config: { model_id: m, model_source: s }, accelerator_type: L4 }] }
      deployments: [${listed}]
`;

  it("is named by what the config lists", () => {
    expect(remarksOf(textOf("{ name: LLMServer }")).refused).toEqual([
      'x.yaml:8:29: service.applications[0].deployments[0].name: application "a" has no deployment "LLMServer", and Ray Serve refuses it; did you mean "LLMServer:m"?',
    ]);
  });

  it("is changed by what the config lists for just that deployment", () => {
    const { deployments } = parseText(textOf('{ name: "LLMServer:m", max_ongoing_requests: 9 }')).scenario
      .primary;
    const slots = Object.fromEntries(
      deployments.map(({ name, maxOngoingRequests }) => [name, maxOngoingRequests]),
    );
    expect(slots["LLMServer:m"]).toBe(9);
    expect(slots.OpenAiIngress).not.toBe(9);
  });
});
