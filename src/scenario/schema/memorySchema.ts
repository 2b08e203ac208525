import { z } from "zod";
import { parseQuantity } from "../import/parseQuantity.ts";

const most = 2 ** 50;
const expected = "expected memory: a number of bytes, or text such as 16Gi, 500Mi, 16G";

/** An amount of memory in bytes, written as a number of them or as a Kubernetes quantity. */
export const memorySchema = z
  .union([z.number(), z.string().max(40)], { error: expected })
  .transform((written, context) => {
    const bytes = parseQuantity(written);
    if (bytes !== null && bytes >= 0 && bytes <= most) return bytes;
    context.addIssue({ code: "custom", message: expected });
    return z.NEVER;
  })
  .meta({ id: "Memory", description: "Bytes as a number, or text with a unit: 16Gi, 500Mi, 16G." });
