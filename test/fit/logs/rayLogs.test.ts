import { describe, expect, it } from "vitest";
import type { DeploymentEvidence } from "../../../src/fit/DeploymentEvidence.ts";
import { fitDeployment } from "../../../src/fit/fitDeployment.ts";
import { collected, rayLog, rayTextLogs } from "./collected.ts";

const byName = (evidence: readonly DeploymentEvidence[]) =>
  new Map(evidence.map((each) => [each.name, each]));

function must<Value>(value: Value | null | undefined): Value {
  if (value == null) throw new Error("missing");
  return value;
}

describe.each([
  ["text", rayTextLogs],
  ["JSON", ["serve.jsonl.gz"]],
] as const)("logs of Ray Serve 2.60.0 in %s", (_encoding, names) => {
  const found = byName(collected(names.map(rayLog)).evidence({ unnamed: "x" }));

  it("tell of both deployments, by their own names", () => {
    expect([...found.keys()]).toEqual(["Front", "Model"]);
  });

  it("have all requests of proxy and replicas, and the failed ones", () => {
    const front = must(found.get("Front"));
    const model = must(found.get("Model"));
    expect(must(front.called).arrivalSeconds).toHaveLength(120);
    expect(must(front.served).arrivalSeconds).toHaveLength(120);
    expect(must(model.served).arrivalSeconds).toHaveLength(120);
    expect(model.called).toBeNull();
    const failed = (outcomes: Uint8Array) => outcomes.filter((outcome) => outcome === 2).length;
    expect(failed(must(front.called).outcomes)).toBe(4);
    expect(failed(must(model.served).outcomes)).toBe(4);
    expect(new Set(must(model.served).replicas)).toEqual(new Set([0, 1]));
  });

  it("have the start-ups of the controller", () => {
    const startUps = must(must(found.get("Model")).startUps);
    expect(startUps.kind === "measured" && startUps.values).toHaveLength(2);
    expect(must(found.get("Model")).meanConstructorSeconds).toBe(0.5);
  });

  it("say what a call takes: its own time is not the caller's", () => {
    const front = must(found.get("Front"));
    const own = must(must(front.served).durationSeconds);
    const meanOwn = own.reduce((sum, each) => sum + each, 0) / own.length;
    const whole = must(must(front.called).durationSeconds);
    const meanWhole = whole.reduce((sum, each) => sum + each, 0) / whole.length;
    expect(meanOwn).toBeLessThan(0.5 * meanWhole);
    expect(front.notes.join()).toContain("Model (1.00 a request)");
  });

  it("say the way from the proxy to the replica and back", () => {
    const { path, remarks } = fitDeployment(must(found.get("Front")));
    expect(must(path).requests).toBe(116);
    const median = must(must(path).idle.goodness.quantiles.find(({ percent }) => percent === 50)).measured;
    expect(median).toBeGreaterThan(0.004);
    expect(median).toBeLessThan(0.04);
    expect(remarks.filter(({ about }) => about === "overhead").map(({ kind }) => kind)).toEqual(["doubtful"]);
  });
});

describe("metrics of Ray Serve 2.60.0", () => {
  const [front, model] = collected([rayLog("metrics.prom.gz")]).evidence({ unnamed: "x" });

  it("are the histograms of each deployment, all replicas together", () => {
    expect([must(front).name, must(model).name]).toEqual(["Front", "Model"]);
    const counts = must(must(model).servedCounts);
    expect(counts.kind === "counted" && counts.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(120);
    expect(must(must(model).startUps).kind).toBe("counted");
  });

  it("fit what the log of the same requests fits, as near as buckets can", () => {
    const times = must(fitDeployment(must(model)).serviceTimes?.distribution);
    const log = byName(collected(rayTextLogs.map(rayLog)).evidence({ unnamed: "x" }));
    const fromLog = must(fitDeployment(must(log.get("Model"))).serviceTimes?.distribution);
    expect(times.distribution.kind).toBe("lognormal");
    expect(fromLog.distribution.kind).toBe("lognormal");
    if (times.distribution.kind !== "lognormal" || fromLog.distribution.kind !== "lognormal") return;
    expect(times.distribution.median / fromLog.distribution.median).toBeCloseTo(1, 0);
    expect(Math.abs(times.distribution.median / fromLog.distribution.median - 1)).toBeLessThan(0.1);
  });

  it("read once have no rate, and it is said", () => {
    const { arrivals, remarks } = fitDeployment(must(model));
    expect(arrivals).toBeNull();
    expect(remarks.find(({ about }) => about === "arrivals")?.message).toContain("query_range");
  });

  it("read over time have the rate of the counter, through the restart of a replica", () => {
    const values = (of: (index: number) => number) =>
      Array.from({ length: 41 }, (_, index) => [1_700_000_000 + 15 * index, String(of(index))]);
    const series = (replica: string, of: (index: number) => number) => ({
      metric: {
        __name__: "ray_serve_deployment_request_counter_total",
        application: "shop",
        deployment: "Model",
        replica,
      },
      values: values(of),
    });
    const answer = {
      status: "success",
      data: {
        resultType: "matrix",
        result: [
          series("a", (index) => 30 * index),
          // Begins anew at the twentieth reading.
          series("b", (index) => (index < 20 ? 1000 + 15 * index : 15 * (index - 19))),
        ],
      },
    };
    const [evidence] = collected([JSON.stringify(answer, null, 1)]).evidence({ unnamed: "x" });
    const { arrivals } = fitDeployment(must(evidence));
    expect(arrivals?.arrivals).toEqual({ kind: "poisson", requestsPerSecond: 3 });
  });
});
