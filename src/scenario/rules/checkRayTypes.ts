import type { KeyPath } from "../problems/KeyPath.ts";
import { problemsOfIssues } from "../problems/problemsOfIssues.ts";
import type { Reporter } from "../problems/Reporter.ts";
import { rayDeploymentTypesSchema, rayTypesSchema } from "./rayTypesSchema.ts";

/** Refuses values that Ray Serve refuses by their type alone, in what the forecast has no use for. */
export function checkRayTypes(
  value: object,
  path: KeyPath,
  reporter: Reporter,
  { of }: { readonly of: "service" | "deployment" } = { of: "service" },
): void {
  const schema = of === "service" ? rayTypesSchema : rayDeploymentTypesSchema;
  // A null stands for what is not given; where Ray refuses it, that is said by itself.
  const given = withoutNulls(value);
  for (const { path: below, message, at } of problemsOfIssues(
    schema.safeParse(given).error?.issues ?? [],
    given,
  )) {
    reporter.problem([...path, ...below], message, at);
  }
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === null ? [] : [[key, withoutNulls(inner)]])),
  );
}
