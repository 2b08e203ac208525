import { z } from "zod";

/** What a service of the legacy Ray Serve API begins with. */
export const weightsOptionsSchema = z.strictObject({
  endpoint: z
    .string()
    .min(1, { error: "expected the name of an endpoint" })
    .max(200)
    .default("service")
    .describe(
      "The endpoint that receives the requests of the service. In the beginning the version that runs has all of them.",
    ),
});

export type WeightsOptions = z.output<typeof weightsOptionsSchema>;
