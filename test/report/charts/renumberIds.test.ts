import { describe, expect, it } from "vitest";
import { renumberIds } from "../../../src/report/charts/renumberIds.ts";

const drawn = (first: string, second: string) =>
  `<svg><clipPath id="${first}"/><clipPath id="${second}"/><g clip-path="url(#${second})"/><g clip-path="url(#${first})"/><text>clip1</text></svg>`;

describe("ids of a chart", () => {
  it("do not depend on how many charts were drawn before", () => {
    expect(renumberIds(drawn("clip1", "clip2"), "queue")).toBe(
      renumberIds(drawn("clip17", "clip5"), "queue"),
    );
  });

  it("differ between charts, and still name what they named", () => {
    expect(renumberIds(drawn("clip1", "clip2"), "queue")).toBe(drawn("queue-1", "queue-2"));
  });
});
