import { describe, expect, it } from "vitest";
import { formatProblem } from "../../src/scenario/problems/formatProblem.ts";
import { ScenarioError } from "../../src/scenario/problems/ScenarioError.ts";
import { parseText } from "./parseText.ts";

const text = (proxies: string, more = "") => `
name: x
horizon: 1h
service:
  ${more}
  applications:
    - name: app
      import_path: m.app
      deployments: [{ name: A }]
cluster:
  ${proxies}
`;
const proxiesOf = (proxies: string, more = "") =>
  parseText(text(proxies, more)).scenario.primary.cluster.proxies;

function problemsOf(written: string): readonly string[] {
  try {
    parseText(written);
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

describe("the proxies of a cluster", () => {
  it("are not modelled unless asked for", () => {
    expect(proxiesOf("idleTime: 1m", "proxy_location: HeadOnly")).toBeUndefined();
  });

  it("have the times of Ray Serve and of AWS by default", () => {
    const usual = {
      location: "every-node",
      startSeconds: { kind: "fixed", value: 3 },
      checkPeriodSeconds: 10,
      minDrainingSeconds: 30,
      loadBalancer: { checkIntervalSeconds: 30, unhealthyThreshold: 2 },
    };
    expect(proxiesOf("proxies: every-node")).toEqual(usual);
    expect(proxiesOf("proxies: {}")).toEqual(usual);
    expect(proxiesOf("proxies: head-only")).toEqual({ ...usual, location: "head-only" });
    expect(
      proxiesOf(
        "proxies: { startTime: 1s, checkPeriod: 5s, minDraining: 0, loadBalancer: { checkInterval: 6s, unhealthyThreshold: 3 } }",
      ),
    ).toEqual({
      location: "every-node",
      startSeconds: { kind: "fixed", value: 1 },
      checkPeriodSeconds: 5,
      minDrainingSeconds: 0,
      loadBalancer: { checkIntervalSeconds: 6, unhealthyThreshold: 3 },
    });
  });

  it("are where the service's config has them, unless the scenario says where", () => {
    expect(proxiesOf("proxies: {}", "proxy_location: HeadOnly")?.location).toBe("head-only");
    expect(proxiesOf("proxies: every-node", "proxy_location: HeadOnly")?.location).toBe("every-node");
    expect(proxiesOf("proxies: every-node", "proxy_location: Disabled")?.location).toBe("every-node");
    expect(problemsOf(text("proxies: {}", "proxy_location: Disabled"))).toEqual([
      expect.stringContaining("found Disabled: no request could come in"),
    ]);
  });

  it("are refused with a reason where they make no sense", () => {
    expect(problemsOf(text("proxies: everywhere"))).toEqual([
      expect.stringContaining("expected every-node, head-only, or a section with options"),
    ]);
    expect(problemsOf(text("proxies: { checkPeriod: 0 }"))).toHaveLength(1);
  });

  it("must be there to die", () => {
    const faults = "\nfaults: [{ kind: proxy-death, version: primary, at: 5m }]\n";
    expect(problemsOf(`${text("idleTime: 1m")}${faults}`)).toEqual([
      expect.stringContaining("there are no proxies that could die; set cluster.proxies"),
    ]);
    expect(parseText(`${text("proxies: every-node")}${faults}`).scenario.faults).toEqual([
      {
        name: "proxy-death-1",
        trigger: { kind: "at", atSeconds: 300 },
        effect: { kind: "proxy-death", version: "primary", count: 1 },
      },
    ]);
  });
});
