import { describe, expect, it } from "vitest";
import * as browser from "../src/browser.ts";
import * as node from "../src/index.ts";
import { reachableFrom } from "./reachableFrom.ts";

describe("the library in a browser", () => {
  it.each(["browser.ts", "testing.ts"])("reaches no node: module from %s", (entry) => {
    const modules = [...reachableFrom(entry)];
    expect(modules.length).toBeGreaterThan(50);
    expect(modules.filter((module) => module.startsWith("node:"))).toEqual([]);
  });

  it("lacks only what reads files and what starts threads", () => {
    const missing = Object.keys(node).filter((name) => !(name in browser));
    expect(missing).toEqual(["startRunWorkers", "loadScenario"]);
  });
});
