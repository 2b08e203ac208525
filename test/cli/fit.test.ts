import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { parseTrace } from "../../src/workload/traces/parseTrace.ts";
import { drawn } from "../fit/drawn.ts";
import { captured } from "./captured.ts";

const folder = mkdtempSync(join(tmpdir(), "rollcast-fit-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

/** Requests of a Poisson process with lognormal times, as CSV. */
function csv(count: number): string {
  let time = 1_735_689_600;
  const gaps = drawn({ kind: "exponential", mean: 0.25 }, count, "gaps");
  const durations = drawn({ kind: "lognormal", median: 0.2, sigma: 0.5 }, count, "durations");
  const lines = Array.from(gaps, (gap, index) => {
    time += gap;
    return `${time.toFixed(4)},${(1000 * durations[index]!).toFixed(3)},${100 + (index % 7)}`;
  });
  return `timestamp,latency_ms,prompt_tokens\n${lines.join("\n")}\n`;
}

writeFileSync(at("requests.csv"), csv(2000));
writeFileSync(at("requests.csv.gz"), gzipSync(csv(2000)));

describe("fit", () => {
  it("prints the part of a scenario that can be pasted and played", async () => {
    const run = await captured(["fit", at("requests.csv"), "--slots", "50"]);
    expect(run.status).toBe(0);
    expect(run.stdout).toMatch(/\n {4}serviceTime: \{ median: (19|20)\d(\.\d)?ms, sigma: 0\.\d+ \}\n/);
    expect(run.stdout).toMatch(/\n {4}poisson: [34]\.\d+\n/);
    expect(run.stdout).toContain("# Not identified:");
    expect(run.stdout).toContain("startUp: no replica came up");
    const scenario = at("scenario.yaml");
    const service =
      '{ applications: [{ name: a, import_path: "m:a", deployments: [{ name: Deployment, num_replicas: 4 }] }] }';
    writeFileSync(scenario, `name: fitted\nhorizon: 5m\nservice: ${service}\n${run.stdout}`);
    const check = await captured(["check", scenario]);
    expect(check.stderr).not.toContain("unknown");
    expect(check.status).toBe(0);
  });

  it("says the same of a packed log", async () => {
    const plain = await captured(["fit", at("requests.csv"), "--json"]);
    const packed = await captured(["fit", at("requests.csv.gz"), "--json"]);
    expect(packed.status).toBe(0);
    expect(packed.stdout.replaceAll(".gz", "")).toBe(plain.stdout);
    const { deployments } = JSON.parse(plain.stdout);
    expect(deployments).toHaveLength(1);
    expect(deployments[0]).toMatchObject({ name: "Deployment", arrivals: { arrivals: { kind: "poisson" } } });
    expect(deployments[0].serviceTimes.distribution.distribution.kind).toBe("lognormal");
  });

  it("writes the part, a trace and a page with charts, and replaces nothing", async () => {
    const words = [
      "--out",
      at("fitted.yaml"),
      "--trace",
      at("trace.csv"),
      "--report",
      at("reports"),
      "--deployment",
      "LLM",
    ];
    const run = await captured(["fit", at("requests.csv"), ...words]);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain(`wrote ${at("fitted.yaml")}`);
    expect(readFileSync(at("fitted.yaml"), "utf8")).toContain("  LLM:\n");
    const trace = parseTrace(readFileSync(at("trace.csv"), "utf8"));
    expect(trace.arrivalSeconds).toHaveLength(2000);
    expect(trace.inputTokens[1]).toBe(101);
    const page = readFileSync(at("reports/fit-requests/report.html"), "utf8");
    expect(page).toContain("<svg ");
    expect(page).toContain("Service times, measured and fitted");
    expect(existsSync(at("reports/fit-requests/charts/arrivals-1.svg"))).toBe(true);
    writeFileSync(at("fitted.yaml"), "mine");
    const again = await captured(["fit", at("requests.csv"), "--out", at("fitted.yaml")]);
    expect(again.status).toBe(2);
    expect(readFileSync(at("fitted.yaml"), "utf8")).toBe("mine");
  });

  it.each([
    ["nothing.csv", null, "nothing.csv does not exist"],
    ["bad.csv", "timestamp,duration\n1,2\nx,3\n", 'bad.csv:3:1: "timestamp" is no time: found "x"'],
    ["binary.csv", Buffer.from([0x74, 0xff, 0xfe]), "binary.csv is not a UTF-8 text"],
    ["cut.gz", gzipSync(csv(500)).subarray(0, 400), "cut.gz cannot be read"],
    ["none.log", "INFO 2025-01-01 00:00:00,000 controller 1 -- Hello\n", "nothing to fit"],
  ])("refuses %s in one sentence", async (name, content, message) => {
    if (content !== null) writeFileSync(at(name), content);
    const run = await captured(["fit", at(name)]);
    expect(run.status).toBe(2);
    expect(run.stdout).toBe("");
    expect(run.stderr).toContain(message);
    expect(run.stderr.match(/error: /g)).toHaveLength(1);
  });

  it("refuses a folder, columns that are none, and a deployment that is not there", async () => {
    expect((await captured(["fit", folder])).stderr).toContain("is a folder");
    expect((await captured(["fit", at("requests.csv"), "--columns", "x"])).stderr).toContain(
      "--columns: expected ROLE=NAME",
    );
    writeFileSync(at("named.csv"), "timestamp,deployment\n1,A\n2,B\n");
    const run = await captured(["fit", at("named.csv"), "--deployment", "C"]);
    expect(run.stderr).toContain("the logs name others; known deployments: A, B");
    expect(run.status).toBe(2);
    expect((await captured(["fit", at("requests.csv"), "--slots", "0"])).status).toBe(2);
  });
});
