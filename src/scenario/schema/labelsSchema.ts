import { z } from "zod";

/** Labels by name: of nodes, or what a selector asks of each. */
export const labelsSchema = z
  .record(z.string(), z.string())
  .meta({ id: "Labels", description: "Labels by name, such as ray.io/accelerator-type: L4." });
