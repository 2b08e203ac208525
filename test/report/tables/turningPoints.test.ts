import { describe, expect, it } from "vitest";
import { turningPoints } from "../../../src/report/tables/turningPoints.ts";
import type { SimulationResult } from "../../../src/simulation/result/SimulationResult.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";

type Played = SimulationResult["commands"][number];

const command = (kind: Played["kind"], accepted: boolean, atSeconds: number): Played => ({
  ...gpuSurgeResult().commands[0]!,
  kind,
  accepted,
  atSeconds,
  message: `said of ${kind}`,
});
const textsOf = (commands: readonly Played[]) =>
  turningPoints({ ...gpuSurgeResult(), plans: [], commands }).map(({ text }) => text);

describe("the turning points of a run", () => {
  it("are commands that led to no plan: updates in place and the end of the service", () => {
    expect(textsOf([command("terminate", true, 5)])).toEqual(["terminate: said of terminate"]);
    expect(textsOf([command("update-in-place", true, 5)])).toEqual([
      "update in place: said of update-in-place",
    ]);
  });

  it("leave out a command that was obeyed by a plan, and tell one that was refused", () => {
    for (const kind of ["deploy", "rollback", "set-canary-percent"] as const) {
      expect(textsOf([command(kind, true, 5)])).toEqual([]);
      expect(textsOf([command(kind, false, 5)])).toEqual([
        `${kind.replaceAll("-", " ")} refused: said of ${kind}`,
      ]);
    }
    expect(textsOf([command("terminate", false, 5)])).toEqual(["terminate refused: said of terminate"]);
  });

  it("are commands too that a strategy obeyed as it went, without a plan", () => {
    const result = gpuSurgeResult();
    const rollout = { atSeconds: 10, strategy: "anyscale", outcome: null, laws: [] };
    const textsBy = (strategy: string, planAtSeconds: readonly number[], atSeconds: number) =>
      turningPoints({
        ...result,
        rollouts: [rollout, { ...rollout, atSeconds: 20, strategy }],
        plans: planAtSeconds.map((seconds) => ({ ...result.plans[0]!, atSeconds: seconds })),
        commands: [command("rollback", true, atSeconds)],
      })
        .map(({ text }) => text)
        .filter((text) => text.startsWith("rollback"));
    const told = ["rollback: said of rollback"];
    expect(textsBy("kuberay", [], 30)).toEqual(told);
    expect(textsBy("kuberay", [], 20)).toEqual(told);
    expect(textsBy("kuberay", [25, 35], 30)).toEqual(told);
    expect(textsBy("kuberay", [25, 30], 30)).toEqual([]);
    expect(textsBy("anyscale", [], 30)).toEqual([]);
    expect(textsBy("kuberay", [], 15)).toEqual([]);
    expect(textsBy("kuberay", [], 5)).toEqual([]);
  });

  it("stand in order of time, plans among commands", () => {
    const result = gpuSurgeResult();
    const first = result.plans[0]!;
    const around = [
      command("terminate", true, first.atSeconds + 1),
      command("rollback", false, first.atSeconds - 1),
    ];
    const points = turningPoints({ ...result, plans: [first], commands: around });
    expect(points.map(({ atSeconds }) => atSeconds)).toEqual(
      [-1, 0, 1].map((shift) => first.atSeconds + shift),
    );
    expect(points[1]?.text).toMatch(/^deploy: /);
    const back = turningPoints({
      ...result,
      plans: [{ ...first, cause: "automatic-rollback" }],
      commands: [],
    });
    expect(back[0]?.text).toMatch(/^automatic rollback: /);
  });
});
