import { describe, expect, it } from "vitest";
import { causality } from "../../../src/invariants/laws/causality.ts";
import type { SimulationResult } from "../../../src/simulation/result/SimulationResult.ts";
import type { Draft } from "../Draft.ts";
import { draftOf } from "../draftOf.ts";
import { rolledBackGradually } from "../stories.ts";

type Records = (draft: Draft<SimulationResult>) => { atSeconds: number }[];

const records: Readonly<Record<string, Records>> = {
  plans: ({ plans }) => plans,
  splits: ({ splits }) => splits,
  "service states": ({ serviceStates }) => serviceStates,
  commands: ({ commands }) => commands,
  events: ({ events }) => events,
  targets: ({ targets }) => targets,
  "states of v1": ({ versions }) => versions[0]!.changes,
};

describe("causality", () => {
  for (const [name, of] of Object.entries(records)) {
    it(`notices ${name} out of order or after the horizon, and says which`, () => {
      const draft = draftOf(rolledBackGradually);
      const own = of(draft);
      const last = own.at(-1)!;
      own.push({ ...last, atSeconds: 3600 }, { ...last, atSeconds: 3599 }, { ...last, atSeconds: 3601 });
      expect(causality.checkResult(draft, { replayed: null })).toEqual([
        `${name}: 3599 s follows 3600 s (horizon 3600 s)`,
        `${name}: 3601 s follows 3599 s (horizon 3600 s)`,
      ]);
    });
  }
});
