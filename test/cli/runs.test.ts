import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { captured } from "./captured.ts";

const folder = mkdtempSync(join(tmpdir(), "rollcast-runs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const quick = (rest = "", name = "several") => {
  const path = join(folder, `${name}.yaml`);
  writeFileSync(
    path,
    `name: ${name}
horizon: 2m
service: [{ deployments: [{ name: A, num_replicas: 2 }], import_path: m.app }]
deployments: { A: { serviceTime: { median: 100ms, p99: 1s } } }
traffic: [{ poisson: 5 }]
cluster: { headNode: { instanceType: m5.2xlarge }, workerGroups: { cpu: { instanceType: m5.large } } }
${rest}
`,
  );
  return path;
};
const simulate = (path: string, ...words: readonly string[]) =>
  captured(["simulate", path, "--out", join(folder, "out"), ...words]);
const written = (name: string, file: string) => readFileSync(join(folder, "out", name, file), "utf8");

describe("simulate, of several runs", () => {
  it("shows medians with their bands, says which run the steps are of, and judges laws over all", async () => {
    const { status, stdout } = await simulate(quick());
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /21 runs, each with its own seed\. Steps and charts are of the run nearest the median, with seed 1/,
    );
    expect(stdout).toMatch(/Summary: medians of 21 runs, and in brackets where four of five lie/);
    expect(stdout).toMatch(/requests +\d+ \[\d+ to \d+\]/);
    expect(stdout).toMatch(/Invariants over 21 runs: \d+ passed, 0 failed/);
    expect(written("several", "report.html")).toMatch(/<h2 id="ranges">Ranges<\/h2>/);
    expect(written("several", "charts/queue.vl.json")).toMatch(/shaded: four of five runs/);
  });

  it("says nothing of a spread where there is one run", async () => {
    const { stdout } = await simulate(quick(), "--runs", "1");
    expect(stdout).not.toMatch(/median|runs/);
    expect(written("several", "report.html")).not.toMatch(/median|id="ranges"/);
    expect(written("several", "charts/queue.vl.json")).not.toMatch(/shaded/);
  });

  it("gives programs all runs in one shape, in summary.json and with --json, the same every time", async () => {
    const one = await simulate(quick(), "--json", "--runs", "5");
    const summary = written("several", "summary.json");
    const other = await simulate(quick(), "--json", "--runs", "5");
    expect(other.stdout).toBe(one.stdout);
    expect(written("several", "summary.json")).toBe(summary);
    const { runs } = JSON.parse(one.stdout);
    expect(JSON.parse(summary).runs).toEqual(runs);
    expect(runs).toMatchObject({
      count: 5,
      seeds: ["1", "1/2", "1/3", "1/4", "1/5"],
      stopped: [],
      outcomes: { none: 5 },
    });
    expect(runs.figures.requests).toHaveLength(5);
    expect(runs.ranges.requests.median).toBe([...runs.figures.requests].sort((a, b) => a - b)[2]);
    const shown = await simulate(quick(), "--json", "--runs", "1", "--seed", runs.shownSeed);
    const { runs: single, ...alone } = JSON.parse(shown.stdout);
    expect(single).toMatchObject({ count: 1, seeds: [runs.shownSeed] });
    expect(JSON.parse(one.stdout)).toMatchObject(alone);
  });

  it("wants an expectation met in every run, or in the share that it names", async () => {
    const { stdout } = await simulate(quick(), "--json", "--runs", "5");
    const counts: number[] = JSON.parse(stdout).runs.figures.requests;
    const most = Math.max(...counts);
    const path = quick(
      `expect: [requests < ${most}, requests < ${most} in 80 % of runs, requests < ${most} in 81 % of runs]`,
      "share",
    );
    const run = await simulate(path, "--runs", "5", "--quiet");
    expect(run.status).toBe(1);
    expect(run.stderr.split("\n").slice(0, 2)).toEqual([
      `failed: expected requests < ${most}; met in 4 of 5 runs, at worst ${most}`,
      `failed: expected requests < ${most} in 81 % of runs; met in 4 of 5 runs, at worst ${most}`,
    ]);
    expect(JSON.parse(written("share", "summary.json")).expectations).toMatchObject([
      { passed: false, metRuns: 4, runs: 5, worst: most },
      { passed: true },
      { passed: false },
    ]);
  });

  it("writes at Ctrl-C the runs that are finished", async () => {
    const before = new Set(process.listeners("SIGINT"));
    const running = simulate(quick("", "interrupted"), "--runs", "1000", "--json");
    const press = setInterval(() => {
      const [own] = process.listeners("SIGINT").filter((listener) => !before.has(listener));
      own?.("SIGINT");
    }, 50);
    const { status, stderr, stdout } = await running;
    clearInterval(press);
    expect(status).toBe(130);
    const finished = Number(/interrupted: (\d+) runs are finished/.exec(stderr)?.[1]);
    expect(finished).toBeGreaterThan(0);
    expect(finished).toBeLessThan(1000);
    expect(JSON.parse(stdout).runs.seeds).toHaveLength(finished);
    expect(JSON.parse(written("interrupted", "summary.json")).runs.seeds).toHaveLength(finished);
    expect(process.listeners("SIGINT").filter((listener) => !before.has(listener))).toEqual([]);
  });

  it.each(["0", "1001", "-1", "two", "1.5"])("refuses --runs %s", async (runs) => {
    const run = await simulate(quick(), "--runs", runs);
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toMatch(
      /'--runs <count>' argument .* is invalid\. Expected (1 to 1000|a whole number)/,
    );
  });
});
