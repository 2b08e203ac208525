import { describe, expect, it } from "vitest";
import { matchRoute } from "../../../src/serve/path/matchRoute.ts";

describe("matchRoute", () => {
  it.each([
    ["/a", ["/", "/a"], "/a"],
    ["/a/b", ["/", "/a"], "/a"],
    ["/a/", ["/a"], "/a"],
    ["/ab", ["/", "/a"], "/"],
    ["/ab", ["/a"], null],
    ["/a/b/c", ["/a/b", "/a", "/a/b/c/d"], "/a/b"],
    ["/", ["/"], "/"],
    ["/anything", ["/"], "/"],
    ["/x", [], null],
  ])("%s under %j is at %s", (path, prefixes, expected) => {
    expect(matchRoute(path, prefixes)).toBe(expected);
    expect(matchRoute(path, [...prefixes].reverse())).toBe(expected);
  });
});
