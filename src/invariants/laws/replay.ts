import { firstDifference } from "../evidence/firstDifference.ts";
import type { Invariant } from "../evidence/Invariant.ts";

export const replay: Invariant = {
  id: "replay",
  law: "Same scenario and seed give identical bytes.",
  source: "Reasoning: a forecast that cannot be repeated cannot be checked",
  checkResult: (result, { replayed }) => {
    if (replayed === null) {
      return ["there is no second run to compare with"];
    }
    return JSON.stringify(result) === JSON.stringify(replayed)
      ? []
      : [`the second run differs: ${firstDifference(result, replayed) ?? "its keys come in another order"}`];
  },
};
