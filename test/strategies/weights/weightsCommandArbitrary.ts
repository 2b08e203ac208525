import * as fc from "fast-check";
import { versionId } from "../../../src/strategies/VersionId.ts";
import type { WeightsCommand } from "../../../src/strategies/weights/WeightsCommand.ts";

/** Any call of the API, most of them with sense. */
export function weightsCommandArbitrary(versionCount: number): fc.Arbitrary<WeightsCommand> {
  const version = fc.integer({ min: 0, max: versionCount - 1 }).map(versionId);
  const backend = version.map(nameOf);
  const endpoint = fc.constantFrom("service", "service", "other");
  const weights = fc
    .array(fc.tuple(backend, fc.integer({ min: 0, max: 4 })), { minLength: 1, maxLength: versionCount })
    .map((parts) => {
      const total = parts.reduce((sum, [, part]) => sum + part, 0) || 1;
      return new Map(parts.map(([name, part]) => [name, part / total]));
    });
  return fc.oneof(
    version.map((id) => ({ kind: "create-backend" as const, backend: nameOf(id), version: id })),
    fc.record({
      kind: fc.constant("update-backend-config" as const),
      backend,
      deployment: fc.constantFrom("model", "model", null, "other"),
      replicas: fc.integer({ min: 0, max: 5 }),
    }),
    fc.record({ kind: fc.constant("delete-backend" as const), backend, force: fc.boolean() }),
    fc.record({
      kind: fc.constant("create-endpoint" as const),
      endpoint,
      backend,
      route: fc.constantFrom(null, "/", "/other"),
      methods: fc.constant(["GET"]),
    }),
    fc.record({ kind: fc.constant("delete-endpoint" as const), endpoint }),
    fc.record({ kind: fc.constant("set-traffic" as const), endpoint, weights }),
    fc.record({ kind: fc.constant("set-traffic" as const), endpoint, weights }),
    fc.record({
      kind: fc.constant("shadow-traffic" as const),
      endpoint,
      backend,
      proportion: fc.constantFrom(0, 0.1, 0.5, 1, 2),
    }),
  );
}

/** The first two are called so by the options. */
function nameOf(version: number): string {
  return `v${version + 1}`;
}
