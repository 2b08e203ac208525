import { describe, expect, it } from "vitest";
import {
  type Caller,
  clientCaller,
  frameCaller,
  frameOf,
  mirrored,
  nobody,
  orphaned,
} from "../../../src/serve/path/Caller.ts";

const kindOf = (caller: Caller) => [caller >= nobody, caller > nobody, caller < mirrored];

describe("a caller", () => {
  it("is a client, nobody, a copy's, a call or a call whose request has left, each by itself", () => {
    for (const number of [0, 1, 7, 2 ** 30]) {
      expect(kindOf(clientCaller(number))).toEqual([true, true, false]);
      expect(kindOf(frameCaller(number))).toEqual([false, false, true]);
      expect([nobody, mirrored, orphaned]).not.toContain(frameCaller(number));
    }
    expect(kindOf(nobody)).toEqual([true, false, false]);
    expect(kindOf(mirrored)).toEqual([false, false, false]);
    expect(kindOf(orphaned)).toEqual([false, false, true]);
  });

  it("gives back the number that it was made of, also from a typed array", () => {
    const column = new Int32Array(2);
    for (const number of [0, 1, 2 ** 30]) {
      column[0] = clientCaller(number);
      column[1] = frameCaller(number);
      expect(column[0]).toBe(number);
      expect(frameOf(column[1] as Caller)).toBe(number);
    }
  });
});
