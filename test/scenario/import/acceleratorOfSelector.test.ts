import { describe, expect, it } from "vitest";
import { acceleratorOfSelector } from "../../../src/scenario/import/acceleratorOfSelector.ts";

describe("the accelerator of a node selector", () => {
  it.each([
    [{ "cloud.google.com/gke-accelerator": "nvidia-l4" }, "L4"],
    [{ "cloud.google.com/gke-tpu-accelerator": "tpu-v6e-slice" }, "TPU-V6E"],
    [{ "nvidia.com/gpu.product": "NVIDIA-A100-SXM4-80GB" }, "A100"],
    [{ "nvidia.com/gpu.product": "Tesla-T4" }, "T4"],
    [{ "nvidia.com/gpu.product": "NVIDIA-L40S" }, "L40S"],
    [{ "nvidia.com/gpu.product": "NVIDIA-H200" }, "H200"],
    [{ "nvidia.com/gpu.product": "Quadro" }, null],
    [{ "cloud.google.com/gke-accelerator": "toString" }, null],
    [{ disktype: "ssd" }, null],
    [{}, null],
  ])("has Ray's name: %j", (selector, accelerator) => {
    expect(acceleratorOfSelector(selector as Record<string, string>)).toBe(accelerator);
  });
});
