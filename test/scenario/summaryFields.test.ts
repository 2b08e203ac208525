import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { summaryFields } from "../../src/scenario/summaryFields.ts";

const figures = Object.keys(summaryFields);

/** The words of all files below a folder. */
function wordsBelow(folder: string, isWanted: (path: string) => boolean): ReadonlySet<string> {
  const texts = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && isWanted(path))
    .map((path) => readFileSync(`${folder}/${path}`, "utf8"));
  return new Set(texts.flatMap((text) => text.match(/\w+/g) ?? []));
}

/** Figures for scripts and expectations alone: no line of the report has them. */
const onlyByName = [
  "meanLatencySeconds",
  "clientSucceededRequests",
  "meanClientLatencySeconds",
  "p50ClientLatencySeconds",
  "p90ClientLatencySeconds",
  "maxClientLatencySeconds",
  "trafficBehindSeconds",
  "nodesStarted",
];

describe("the figures of the summary", () => {
  it("have each a test that names them", () => {
    const tested = wordsBelow("test", (path) => path.endsWith(".test.ts") && !path.includes("summaryFields"));
    expect(figures.filter((figure) => !tested.has(figure))).toEqual([]);
  });

  it("stand each where people look, but for those that are known by name only", () => {
    const shown = wordsBelow("src/report", () => true);
    expect(figures.filter((figure) => !shown.has(figure))).toEqual(onlyByName);
  });
});
