import { describe, expect, it } from "vitest";
import { describeForm } from "../../../src/scenario/import/describeForm.ts";
import { isServiceForm, recogniseForm } from "../../../src/scenario/import/recogniseForm.ts";

const manifest = (kind: string) => ({ apiVersion: "ray.io/v1", kind, spec: {} });

describe("the form of a file", () => {
  it.each([
    ["a scenario", [{ name: "x", horizon: "1h" }], "a scenario", false],
    ["one that names its service", [{ service: "./s.yaml" }], "a scenario", false],
    ["Anyscale's", [{ image_uri: "x:1", applications: [] }], "an Anyscale service config", true],
    ["the legacy one", [{ name: "s", ray_serve_config: {} }], "an Anyscale service config", true],
    ["Ray Serve's", [{ applications: [], http_options: {} }], "a Ray Serve config", true],
    ["one application", [{ import_path: "m:app" }], "a Ray Serve config of one application", true],
    ["applications", [[{ import_path: "m:app" }]], "a list of Ray Serve applications", true],
    ["a RayService", [manifest("RayService")], "a KubeRay RayService manifest", true],
    [
      "a RayService among others",
      [manifest("ConfigMap"), manifest("RayService")],
      "a KubeRay RayService manifest",
      true,
    ],
    ["a cluster", [manifest("RayCluster")], "a Kubernetes manifest (RayCluster)", false],
    ["machines", [{ worker_nodes: [] }], "an Anyscale compute config", false],
    ["another map", [{ a: 1 }], "not a file that rollcast knows", false],
    ["text", ["root:x:0"], "not a file that rollcast knows", false],
    ["an empty list", [[]], "not a file that rollcast knows", false],
  ])("is told by its keys: %s", (_, documents, words, isService) => {
    const form = recogniseForm(documents);
    expect(describeForm(form)).toBe(words);
    expect(isServiceForm(form)).toBe(isService);
  });

  it("of a manifest is the number of the document that holds the RayService", () => {
    expect(recogniseForm([manifest("Pod"), manifest("RayService")])).toEqual({
      kind: "ray-service",
      document: 1,
    });
  });

  it("does not show what stands in the place of a manifest's kind", () => {
    const form = recogniseForm([manifest("a secret \u202e text")]);
    expect(describeForm(form)).toBe("a Kubernetes manifest (another kind)");
  });
});
