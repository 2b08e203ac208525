import { z } from "zod";
import { wholeNumberSchema } from "../fields/wholeNumberSchema.ts";
import { parseQuantity } from "./parseQuantity.ts";

const quantityError = "expected a quantity such as 4, 500m or 16Gi";
const quantity = z
  .union([z.string().max(64), z.number()], { error: quantityError })
  .transform((text, context) => {
    const amount = parseQuantity(text);
    if (amount !== null && amount >= 0) return amount;
    context.addIssue({ code: "custom", message: quantityError });
    return z.NEVER;
  });

/** Amounts by resource. */
export const quantities = z.record(z.string(), quantity);
/** Labels and other texts by name. */
export const texts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String));
export const podCount = wholeNumberSchema({ least: 0, most: 2_147_483_647 });
/** Whole seconds. */
export const durationField = wholeNumberSchema({ least: 0, most: 2_147_483_647 });

const probe = z.looseObject({
  initialDelaySeconds: durationField.nullish(),
  periodSeconds: wholeNumberSchema({ least: 1, most: 2_147_483_647 }).nullish(),
  successThreshold: wholeNumberSchema({ least: 1, most: 2_147_483_647 }).nullish(),
  failureThreshold: wholeNumberSchema({ least: 1, most: 2_147_483_647 }).nullish(),
});
const words = z
  .array(z.union([z.string(), z.number(), z.boolean()]).transform(String))
  .max(10_000)
  .nullish();

const container = z.looseObject({
  image: z.string().nullish(),
  command: words,
  args: words,
  resources: z.looseObject({ limits: quantities.nullish(), requests: quantities.nullish() }).nullish(),
  startupProbe: probe.nullish(),
  readinessProbe: probe.nullish(),
  livenessProbe: probe.nullish(),
});

/** A container, as far as a forecast reads it. */
export type PodContainer = z.output<typeof container>;

/** The template of a pod, as far as a forecast reads it (core/v1). */
export const podTemplate = z.looseObject({
  spec: z.looseObject({
    containers: z
      .array(container, { error: "expected a list of containers" })
      .min(1, { error: "expected at least one container" }),
    nodeSelector: texts.nullish(),
    terminationGracePeriodSeconds: durationField.nullish(),
  }),
});
