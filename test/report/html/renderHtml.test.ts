import { describe, expect, it } from "vitest";
import { type DrawnChart, renderHtml } from "../../../src/report/html/renderHtml.ts";
import type { ReportInput } from "../../../src/report/ReportInput.ts";
import { keyFigures } from "../../../src/report/tables/keyFigures.ts";
import type { Summary } from "../../../src/simulation/result/Summary.ts";
import { expectations, invariants } from "../checks.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";
import { severalDeployments } from "../severalDeployments.ts";
import { readAll } from "./readPage.ts";

const result = gpuSurgeResult();
const drawn: DrawnChart = { name: "queue", description: "What <waits>.", svg: "<svg/>", reason: "" };
const page = (changes: Partial<ReportInput> = {}, charts: readonly DrawnChart[] = []) =>
  renderHtml({ result, invariants: [], expectations: [], ...changes }, charts);
const withSummary = (summary: Partial<Summary>): ReportInput["result"] => ({
  ...result,
  summary: { ...result.summary, ...summary },
});
const badges = (markup: string) =>
  [...markup.slice(0, markup.indexOf("</header>")).matchAll(/<span class="badge (\w+)">([^<]*)</g)].map(
    ([, look, text]) => [look, text],
  );

describe("the page of a run", () => {
  it("is headed by what was simulated, for how long and with which seed", () => {
    const markup = page();
    expect(readAll(markup, "title")).toEqual(["gpu-25-surge · rollout forecast"]);
    expect(readAll(markup, "h1")).toEqual(["gpu-25-surge"]);
    const paragraphs = readAll(markup.slice(0, markup.indexOf("</header>")), "p");
    expect(paragraphs).toEqual([
      result.scenario.description,
      expect.stringMatching(/^completed/),
      "Simulated 1 h with seed 1.",
    ]);
    const plain = page({ result: { ...result, scenario: { ...result.scenario, description: "" } } });
    expect(readAll(plain.slice(0, plain.indexOf("</header>")), "p")).toEqual(paragraphs.slice(1));
  });

  it("goes from figures and charts to steps, checks, plans and what happened", () => {
    const input = { result: severalDeployments(), invariants, expectations };
    expect(readAll(page(input), "h2")).toEqual([
      "What happens",
      "Steps",
      "Where the time went",
      "Deployments",
      "Expectations",
      "Invariants",
      "Plans",
      "Status",
      "States",
      "Events",
    ]);
    const bare = page({ result: { ...result, plans: [] } });
    expect(readAll(bare, "h2")).toEqual([
      "What happens",
      "Steps",
      "Where the time went",
      "Status",
      "States",
      "Events",
    ]);
  });

  it("has a card for each key figure", () => {
    const markup = page();
    const figures = keyFigures(result);
    expect(readAll(markup, "dt")).toEqual(figures.map(({ label }) => label));
    expect(readAll(markup, "dd")).toEqual(figures.flatMap(({ value, detail }) => [value, detail]));
  });

  it("holds each chart with a caption, or says why it could not be drawn and where its data are", () => {
    const undrawn = { ...drawn, name: "latency", svg: null, reason: "no mark" };
    const markup = page({}, [drawn, undrawn]);
    expect(markup).toContain(
      '<figure id="chart-queue"><div class="chart"><svg/></div><figcaption>What &lt;waits&gt;.</figcaption></figure>',
    );
    expect(markup).toContain(
      '<p id="chart-latency">The chart latency could not be drawn: no mark. Its data: charts/latency.vl.json.</p>',
    );
    expect(markup.match(/<figure /g)).toHaveLength(1);
  });

  it("has a style sheet", () => {
    expect(/<style>([^<]+)<\/style>/.exec(page())?.[1]).toContain("tr.rollback td");
  });
});

describe("the badges of a page", () => {
  it("say how the rollout ended and, in green or red, whether the checks passed", () => {
    expect(badges(page()).map(([, text]) => text)).toEqual([expect.stringMatching(/^completed/)]);
    expect(badges(page({ invariants, expectations })).slice(1)).toEqual([
      ["bad", "1 of 2 invariants failed"],
      ["bad", "2 of 3 expectations failed"],
    ]);
    const passing = {
      invariants: invariants.filter(({ status }) => status !== "failed"),
      expectations: expectations.filter(({ passed }) => passed),
    };
    expect(badges(page(passing)).slice(1)).toEqual([
      ["good", "1 invariants hold"],
      ["good", "1 expectations met"],
    ]);
    const unrun = invariants.filter(({ status }) => status === "not-run");
    expect(badges(page({ invariants: unrun })).slice(1)).toEqual([]);
  });

  it("are green for an outcome that was wished for, red for one that failed, calm for what is neither", () => {
    const lookOf = (summary: Partial<Summary>) => badges(page({ result: withSummary(summary) }))[0]?.[0];
    for (const outcome of ["completed", "started", "updated-in-place"] as const) {
      expect(lookOf({ outcome }), outcome).toBe("good");
      expect(lookOf({ outcome, refusedCommands: 1 }), outcome).toBe("bad");
    }
    for (const outcome of ["rolled-back", "update-failed", "rollout-failed", "start-failed"] as const) {
      expect(lookOf({ outcome }), outcome).toBe("bad");
    }
    for (const outcome of ["paused", "none", "in-progress", "terminated"] as const) {
      expect(lookOf({ outcome }), outcome).toBe("calm");
    }
  });
});
