import { describe, expect, it } from "vitest";
import { restartPauseSeconds } from "../../../src/cluster/pods/restartPauseSeconds.ts";

describe("the pause before a container is started again", () => {
  it("is none at first, then ten seconds, doubling up to five minutes", () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 1000].map(restartPauseSeconds)).toEqual([
      0, 10, 20, 40, 80, 160, 300, 300, 300,
    ]);
  });
});
