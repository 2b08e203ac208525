import { describe, expect, it } from "vitest";
import { checkInPlacePlan, type InPlaceRequest } from "../../src/invariants/checkInPlacePlan.ts";
import type { InPlacePlan } from "../../src/strategies/inPlace/InPlacePlan.ts";

const before = { image_uri: "a", compute_config: { name: "g5" } };
const update: InPlacePlan = { kind: "lightweight", changes: [], restarts: [], restartedApplications: [] };
const refusal = (...fields: readonly string[]): InPlacePlan => ({
  kind: "refused",
  field: fields[0] ?? "",
  reason: "not in place",
  problems: fields.map((field) => ({ field, reason: "not in place" })),
});
const request = (changes: Partial<InPlaceRequest> = {}): InPlaceRequest => ({
  before,
  after: before,
  ...changes,
});

describe("checkInPlacePlan", () => {
  it("allows an update of what may change in place, and any refusal of it", () => {
    expect(checkInPlacePlan(update, request())).toEqual([]);
    expect(checkInPlacePlan(update, request({ canaryPercent: null, maxSurgePercent: undefined }))).toEqual(
      [],
    );
    expect(checkInPlacePlan(update, request({ after: { ...before, applications: [] } }))).toEqual([]);
    expect(checkInPlacePlan(refusal("name"), request())).toEqual([]);
  });

  it("notices every field that is not possible in place in an update that is not refused", () => {
    for (const field of ["cloud", "image_uri", "containerfile", "compute_config"]) {
      const after = { ...before, [field]: "b" };
      expect(checkInPlacePlan(update, request({ after }))).toEqual([
        `${field} is not possible in place, but the update is lightweight`,
      ]);
    }
    for (const field of ["canary_percent", "max_surge_percent"]) {
      expect(checkInPlacePlan(update, request({ after: { ...before, [field]: 0 } }))).toEqual([
        `${field} is not possible in place, but the update is lightweight`,
      ]);
    }
    expect(checkInPlacePlan(update, request({ canaryPercent: 0, maxSurgePercent: 25 }))).toEqual([
      "canary_percent is not possible in place, but the update is lightweight",
      "max_surge_percent is not possible in place, but the update is lightweight",
    ]);
  });

  it("notices a refusal that names something else; a part of the field names it", () => {
    const after = { ...before, compute_config: { name: "p4" } };
    const both = request({ after, canaryPercent: 50 });
    expect(checkInPlacePlan(refusal("canary_percent", "compute_config"), both)).toEqual([]);
    expect(checkInPlacePlan(refusal("canary_percent", "compute_config.name"), both)).toEqual([]);
    expect(checkInPlacePlan(refusal("compute_configuration"), both)).toEqual([
      "the refusal does not name compute_config, only compute_configuration",
      "the refusal does not name canary_percent, only compute_configuration",
    ]);
    expect(checkInPlacePlan(refusal("cloud", "name"), request({ after }))).toEqual([
      "the refusal does not name compute_config, only cloud, name",
    ]);
    expect(checkInPlacePlan(refusal(), request({ after }))).toEqual([
      "the refusal does not name compute_config, only nothing",
    ]);
  });
});
