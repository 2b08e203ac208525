import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** Runs the program as a user does; slow, so only what cannot be seen from within. */
function run(command: string) {
  const { status, stdout, stderr } = spawnSync("bash", ["-c", command], { encoding: "utf8" });
  return { status, stdout, stderr };
}
const rollcast = "node --import tsx src/cli/main.ts";

describe("the program", () => {
  it("ends with the status of its command", () => {
    expect(run(`${rollcast} plan --replicas 4`)).toMatchObject({ status: 0, stderr: "" });
    expect(run(`${rollcast} check nowhere.yaml`)).toMatchObject({ status: 2, stdout: "" });
  });

  it("takes a closed pipe for the reader's end, not for an error", () => {
    const { status, stdout, stderr } = run(`set -o pipefail; ${rollcast} schema | head -c 1`);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "{", stderr: "" });
  });

  it.skipIf(!existsSync("/dev/full"))(
    "says in a sentence that its output cannot be written, with a status of its own",
    () => {
      const full = run(`${rollcast} plan --replicas 4 --format json > /dev/full`);
      expect(full.status).toBe(74);
      expect(full.stderr).toMatch(/^error: the output could not be written: ENOSPC[^\n]*\n$/);
      expect(run(`${rollcast} check nowhere.yaml 2> /dev/full`)).toMatchObject({ status: 74, stdout: "" });
    },
  );
});
