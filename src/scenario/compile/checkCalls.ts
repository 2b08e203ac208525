import type { Deployment } from "../../serve/Deployment.ts";
import { calledDeployments } from "../../serve/path/calledDeployments.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";

/** One request may make so many calls, those of its calls included. */
const maxCalls = 1_000;

/** Refuses calls that come back to where they began: each request would hold a slot and wait for another one for ever. */
export function checkCalls(deployments: readonly Deployment[], path: KeyPath, reporter: Reporter): void {
  const byName = new Map(deployments.map((each) => [each.name, each]));
  const calls = new Map<string, number>();
  const count = (name: string, way: readonly string[]): number | null => {
    if (way.includes(name)) {
      const circle = [...way.slice(way.indexOf(name)), name].join(" → ");
      reporter.problem([...path, name, "calls"], `go in a circle: ${circle}`);
      return null;
    }
    const known = calls.get(name);
    if (known !== undefined) return known;
    const plan = byName.get(name)?.calls;
    let sum = 0;
    for (const called of plan === undefined ? [] : calledDeployments(plan)) {
      const inner = count(called, [...way, name]);
      if (inner === null) return null;
      sum += 1 + inner;
    }
    calls.set(name, sum);
    return sum;
  };
  for (const { name } of deployments) {
    const sum = count(name, []);
    if (sum === null) return;
    if (sum <= maxCalls) continue;
    reporter.problem(
      [...path, name, "calls"],
      `make up to ${sum} calls a request, those of what is called included; expected at most ${maxCalls}`,
    );
    return;
  }
}
