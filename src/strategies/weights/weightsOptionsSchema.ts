import { z } from "zod";
import { backendNameSchema } from "./backendNameSchema.ts";

/** What a service of the legacy Ray Serve API begins with. */
export const weightsOptionsSchema = z
  .strictObject({
    endpoint: z
      .string()
      .min(1, { error: "expected the name of an endpoint" })
      .max(200)
      .default("service")
      .describe(
        "The endpoint that receives the requests of the service. In the beginning the backend that runs has all of them.",
      ),
    backend: backendNameSchema.default("v1").describe("What the backend that runs is called."),
    create_backend: backendNameSchema
      .default("v2")
      .describe("What the backend that the update creates is called."),
  })
  .refine(({ backend, create_backend: created }) => backend !== created, {
    path: ["create_backend"],
    error: "is the name of the backend that runs; expected another",
  });

export type WeightsOptions = z.output<typeof weightsOptionsSchema>;
