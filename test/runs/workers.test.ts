import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { RunStoppedError } from "../../src/runs/RunStoppedError.ts";
import type { RunWorkers } from "../../src/runs/RunWorkers.ts";
import { startRunWorkers } from "../../src/runs/workers/startRunWorkers.ts";

const folder = mkdtempSync(join(tmpdir(), "rollcast-workers-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A thread that answers with its seed, or does what the seed says. */
const program = join(folder, "stand-in.mjs");
writeFileSync(
  program,
  `import { parentPort, threadId } from "node:worker_threads";
let read = 0;
parentPort.on("message", ({ origin, seed }) => {
  if (origin !== null) read++;
  if (seed === "die") process.exit(3);
  if (seed === "throw") throw new Error("a defect");
  if (seed === "limit") return parentPort.postMessage({ kind: "stopped", reason: "too many events" });
  if (seed === "never") return;
  parentPort.postMessage({ kind: "progress", fraction: 0.5 });
  parentPort.postMessage({ kind: "played", record: { seed, threadId, read } });
});
`,
);
const origin = { path: "a.yaml", text: "", texts: [], traces: [] };
const open: RunWorkers[] = [];
const start = (size: number) => {
  const workers = startRunWorkers({ size, program: pathToFileURL(program) });
  open.push(workers);
  return workers;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((workers) => workers.close()));
});
const play = async (workers: RunWorkers, seed: string, own = origin) =>
  (await workers.play({ origin: own, seed })) as unknown as { seed: string; threadId: number; read: number };

describe("workers", () => {
  it("are kept: as many threads as said play any number of runs, and read a scenario once", async () => {
    const workers = start(2);
    const seeds = Array.from({ length: 12 }, (_, index) => `s${index}`);
    const played = await Promise.all(seeds.map((seed) => play(workers, seed)));
    expect(played.map(({ seed }) => seed)).toEqual(seeds);
    expect(new Set(played.map(({ threadId }) => threadId)).size).toBe(2);
    expect(new Set(played.map(({ read }) => read))).toEqual(new Set([1]));
    expect((await play(workers, "other", { ...origin })).read).toBe(2);
  });

  it("tell how far a run is", async () => {
    const told: number[] = [];
    await start(1).play({ origin, seed: "s" }, { onProgress: (fraction) => told.push(fraction) });
    expect(told).toEqual([0.5]);
  });

  it("lose with a thread that dies only its own run", async () => {
    const workers = start(1);
    const [dying, next] = [play(workers, "die"), play(workers, "next")];
    await expect(dying).rejects.toThrow(new RunStoppedError("its worker ended with status 3"));
    expect((await next).seed).toBe("next");
  });

  it("tell a limit of the scenario as a run that stopped, and a defect as what it is", async () => {
    const workers = start(1);
    await expect(play(workers, "limit")).rejects.toThrow(new RunStoppedError("too many events"));
    const defect = play(workers, "throw");
    await expect(defect).rejects.toThrow("a defect");
    await expect(defect).rejects.not.toBeInstanceOf(RunStoppedError);
    expect((await play(workers, "after")).seed).toBe("after");
  });

  it("end what plays and what waits when its signal is aborted, and nothing else", async () => {
    const workers = start(1);
    const controller = new AbortController();
    const { signal } = controller;
    const running = workers.play({ origin, seed: "never" }, { signal });
    const waiting = workers.play({ origin, seed: "waits" }, { signal });
    const other = play(workers, "other");
    controller.abort(new Error("enough"));
    await expect(running).rejects.toThrow("enough");
    await expect(waiting).rejects.toThrow("enough");
    await expect(workers.play({ origin, seed: "late" }, { signal })).rejects.toThrow("enough");
    expect((await other).seed).toBe("other");
  });

  it("end all runs when they are closed, and take no more", async () => {
    const workers = start(1);
    const [running, waiting] = [play(workers, "never"), play(workers, "waits")];
    const ended = Promise.allSettled([running, waiting]);
    await workers.close();
    expect((await ended).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await expect(play(workers, "late")).rejects.toThrow(/closed/);
  });

  it.each([0, 1.5, Number.NaN])("are not %j", (size) => {
    expect(() => startRunWorkers({ size })).toThrow(RangeError);
  });
});
