import { beforeAll, describe, expect, it } from "vitest";
import { buildCharts } from "../../src/report/charts/buildCharts.ts";
import { renderSvg } from "../../src/report/charts/renderSvg.ts";
import type { ReportFile } from "../../src/report/ReportFile.ts";
import { renderReport } from "../../src/report/renderReport.ts";
import { expectations, invariants } from "./checks.ts";
import { emptyResult, hostileName } from "./emptyResult.ts";
import { gpuSurgeResult } from "./gpuSurgeResult.ts";
import { parseCsv } from "./parseCsv.ts";
import { xmlProblems } from "./xmlProblems.ts";

const results = {
  completed: gpuSurgeResult(),
  "rolled back": gpuSurgeResult({ ending: "rolled-back" }),
  "without an update": emptyResult({ rows: 12 }),
  "of no length": emptyResult({ rows: 0 }),
};
const names = Object.keys(results) as (keyof typeof results)[];
const reports = new Map<string, readonly ReportFile[]>();
const contentOf = (name: string, path: string): string => {
  const file = reports.get(name)?.find((candidate) => candidate.path === path);
  if (file === undefined) throw new Error(`${path} is missing in the report ${name}`);
  return file.content;
};

beforeAll(async () => {
  for (const name of names) {
    reports.set(name, await renderReport({ result: results[name], invariants, expectations }));
  }
});

describe("a report", () => {
  it("has every file that is promised", () => {
    const charts = [
      "capacity-and-traffic",
      "replicas",
      "gpus-held",
      "latency",
      "requests-and-errors",
      "queue",
    ];
    expect(reports.get("completed")?.map(({ path }) => path)).toEqual([
      "summary.json",
      "steps.csv",
      "timeline.csv",
      "events.jsonl",
      ...charts.flatMap((chart) => [`charts/${chart}.vl.json`, `charts/${chart}.svg`]),
      "report.html",
    ]);
  });

  it("is the same, byte for byte, when it is made again, also beside others", async () => {
    const again = await Promise.all(
      [...names].reverse().map(async (name) => {
        const files = await renderReport({ result: results[name], invariants, expectations });
        return [name, files] as const;
      }),
    );
    for (const [name, files] of again) expect(files).toEqual(reports.get(name));
  });

  it("ends every file with a newline and holds no carriage returns outside CSV", () => {
    for (const name of names) {
      for (const { path, content } of reports.get(name) ?? []) {
        if (content !== "") expect(content.endsWith("\n"), path).toBe(true);
        if (!path.endsWith(".csv")) expect(content.includes("\r"), path).toBe(false);
      }
    }
  });
});

describe("a chart that cannot be drawn", () => {
  it("costs nothing else of the report, and the page and the caller are told of it", async () => {
    const told: string[] = [];
    const files = await renderReport(
      { result: results.completed, invariants, expectations },
      {
        draw: async ({ name }) => {
          if (name === "latency") throw new Error("no <b>such</b> mark");
          return contentOf("completed", `charts/${name}.svg`);
        },
        onUndrawn: (name, reason) => told.push(`${name}: ${reason}`),
      },
    );
    expect(told).toEqual(["latency: no <b>such</b> mark"]);
    const whole = reports.get("completed") ?? [];
    const isTouched = (path: string) => path === "charts/latency.svg" || path === "report.html";
    expect(files.filter(({ path }) => !isTouched(path))).toEqual(
      whole.filter(({ path }) => !isTouched(path)),
    );
    expect(files.map(({ path }) => path)).not.toContain("charts/latency.svg");
    const page = files.at(-1)?.content;
    expect(page).toContain("The chart latency could not be drawn: no &lt;b&gt;such&lt;/b&gt; mark.");
    expect(page?.match(/<svg /g)).toHaveLength(5);
  });

  it("is told of in the words of whatever was thrown, and breaks nothing where nobody asks for it", async () => {
    const draw = () => Promise.reject("no canvas");
    const files = await renderReport({ result: results.completed, invariants, expectations }, { draw });
    const page = files.at(-1)?.content;
    expect(page?.match(/could not be drawn: no canvas\. Its data: charts\/[a-z-]+\.vl\.json/g)).toHaveLength(
      6,
    );
  });
});

describe("names that would steer what shows them", () => {
  const turned = "A\u202egnp\u2066.x\u061c\u2028\u0085";
  const named = { ...results.completed, scenario: { ...results.completed.scenario, name: turned } };

  it("stand escaped in JSON and as spaces elsewhere", async () => {
    const events = [{ atSeconds: 1, kind: "note", message: turned }] as unknown as typeof named.events;
    const files = await renderReport({ result: { ...named, events }, invariants, expectations });
    for (const { path, content } of files) {
      expect(/[\p{Bidi_Control}\p{Zl}\u0085]/u.test(content), path).toBe(false);
      if (path === "summary.json") expect(JSON.parse(content).scenario.name).toBe(turned);
      if (path === "events.jsonl") expect(JSON.parse(content).message).toBe(turned);
    }
  });

  it("are words in charts, also where every object has a property of that name", async () => {
    for (const name of Object.getOwnPropertyNames(Object.prototype)) {
      const result = { ...results.completed, scenario: { ...results.completed.scenario, name } };
      const chart = buildCharts(result).find((candidate) => candidate.name === "queue");
      expect(await renderSvg(chart!)).toMatch(new RegExp(`>${name} ?<`));
    }
  });
});

describe("CSV and JSON files", () => {
  it.each(names)("have a row for every step, interval and event (%s)", (name) => {
    const result = results[name];
    const steps = parseCsv(contentOf(name, "steps.csv"));
    const timeline = parseCsv(contentOf(name, "timeline.csv"));
    expect(steps.length).toBe(result.steps.length + 1);
    expect(timeline.length).toBe(result.timeline.atSeconds.length + 1);
    for (const row of [...steps, ...timeline]) {
      expect([steps[0]?.length, timeline[0]?.length]).toContain(row.length);
    }
    expect(contentOf(name, "events.jsonl").split("\n").length).toBe(result.events.length + 1);
  });

  it("keeps every value of the timeline, under its unit", () => {
    const { timeline } = results.completed;
    const [header = [], ...rows] = parseCsv(contentOf("completed", "timeline.csv"));
    const column = (name: string) => rows.map((row) => row[header.indexOf(name)]);
    expect(column("start_s")).toEqual(timeline.atSeconds.map(String));
    expect(column("canary_draining_replicas")).toEqual(timeline.canary.drainingReplicas.map(String));
    expect(column("primary_failed_requests")).toEqual(timeline.primary.failedRequests.map(String));
    expect(column("gpu_bound")).toEqual(timeline.gpuBound.map(String));
    expect(column("canary_p99_s").map((cell) => (cell === "" ? null : Number(cell)))).toEqual(
      timeline.canary.p99Seconds.map((value) => (value === null ? null : Number(value.toFixed(6)))),
    );
    for (const name of header) expect(name).toMatch(/_(s|percent|replicas|requests|nodes|gpus|held|bound)$/);
  });

  it("keeps every event as it was", () => {
    const lines = contentOf("without an update", "events.jsonl").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(results["without an update"].events);
  });

  it("gives the summary whole, with what was checked", () => {
    const document = JSON.parse(contentOf("completed", "summary.json"));
    const { summary } = results.completed;
    expect(Object.keys(document.summary)).toEqual(Object.keys(summary));
    expect(document.summary.gpuHours).toBeCloseTo(summary.gpuHours, 6);
    expect(document.summary.outcome).toBe("completed");
    expect(document.invariants.map(({ status }: { status: string }) => status)).toEqual([
      "passed",
      "failed",
      "not-run",
    ]);
    expect(document.expectations.map(({ passed }: { passed: boolean }) => passed)).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe("charts", () => {
  const chartsOf = (name: string) => (reports.get(name) ?? []).filter(({ path }) => path.endsWith(".svg"));

  it.each(names)("are well-formed, with title, time axis, units and legend (%s)", (name) => {
    const units: Readonly<Record<string, string>> = {
      "capacity-and-traffic": "canary (%)",
      replicas: "primary (replicas)",
      "gpus-held": ">GPUs<",
      "replicas-held": ">replicas<",
      latency: "canary latency (s)",
      "requests-and-errors": "errors (requests/s)",
      queue: "waiting (requests)",
    };
    expect(chartsOf(name).length).toBe(6);
    for (const { path, content } of chartsOf(name)) {
      expect(xmlProblems(content), path).toEqual([]);
      const stem = path.slice("charts/".length, -".svg".length);
      expect(content, path).toContain(units[stem]);
      expect(content, path).toContain("time since the start (min)");
      expect(content, path).toContain("role-title-text");
      expect(content, path).toContain("role-legend-label");
      expect(content, path).toMatch(/^<svg role="img" aria-label="[^"]{20,}"/);
    }
  });

  it("draw no label beyond their edges, by a wide font", () => {
    for (const name of names) {
      for (const { path, content } of chartsOf(name)) {
        const width = Number(/ width="([\d.]+)"/.exec(content)?.[1]);
        expect(width, path).toBeGreaterThan(800);
        expect(width, path).toBeLessThan(1000);
      }
    }
  });

  it("mark the steps by their numbers, the beginning, and the end or the rollback", () => {
    const completed = contentOf("completed", "charts/capacity-and-traffic.svg");
    const rolledBack = contentOf("rolled back", "charts/capacity-and-traffic.svg");
    for (const label of ["1", "8", "deploy", "completed"]) expect(completed).toContain(`>${label}</text>`);
    for (const label of ["6", "automatic rollback", "rolled back"]) {
      expect(rolledBack).toContain(`>${label}</text>`);
    }
    expect(completed).not.toContain("rollback</text>");
  });

  it("carry their data with them and stay small", () => {
    for (const name of names) {
      for (const { path, content } of reports.get(name) ?? []) {
        if (!path.endsWith(".vl.json")) continue;
        expect(content, path).toMatch(/^\{\n {2}"\$schema": /);
        expect(JSON.parse(content).$schema).toBe("https://vega.github.io/schema/vega-lite/v6.json");
        expect(content, path).not.toContain('"url"');
        expect(content.length, path).toBeLessThan(60_000);
      }
    }
  });
});

describe("the page", () => {
  it.each(names)("loads nothing and runs nothing (%s)", (name) => {
    const page = contentOf(name, "report.html");
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|\ssrc=|\shref=|\son\w+=/i);
    const addresses = page.match(/https?:\/\/[^"'\s<)]+/g) ?? [];
    expect(new Set(addresses)).toEqual(
      new Set(["http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"]),
    );
  });

  it("shows hostile names as text", () => {
    const page = contentOf("without an update", "report.html");
    expect(page).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;quotes&#39;");
    expect(page).not.toContain(hostileName);
    expect(page).not.toContain("\u001b");
  });

  it.each(names)("is well-formed but for the doctype and void elements (%s)", (name) => {
    const page = contentOf(name, "report.html")
      .replace("<!doctype html>", "")
      .replace(/<(meta)([^>]*)>/g, "<$1$2/>");
    expect(xmlProblems(page.replace(/<style>[^<]*<\/style>/, ""))).toEqual([]);
  });

  it("gives every id once, so that no chart borrows another's clip path", () => {
    const ids = [...contentOf("rolled back", "report.html").matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(6);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("tells the outcome, each check and each violation", () => {
    const page = contentOf("rolled back", "report.html");
    for (const text of [
      "rolled back after",
      "1 of 2 invariants failed",
      "2 of 3 expectations failed",
      "at 750 s llm holds 13 replicas",
      "automatic rollback: the canary was unhealthy for 60 s",
      "not measured",
    ]) {
      expect(page).toContain(text);
    }
    expect(page.match(/<th scope="col"/g)?.length).toBeGreaterThan(20);
  });

  it("lists the first events and counts the rest", async () => {
    const result = gpuSurgeResult();
    const events = Array.from({ length: 1301 }, (_, index) => ({
      atSeconds: index,
      kind: "tick",
      message: `tick ${index}.`,
    }));
    const files = await renderReport({ result: { ...result, events }, invariants: [], expectations: [] });
    const page = files.find(({ path }) => path === "report.html")?.content ?? "";
    expect(page).toContain("tick 299.");
    expect(page).not.toContain("tick 300.");
    expect(page).toContain("1,001 more in events.jsonl.");
  });
});
