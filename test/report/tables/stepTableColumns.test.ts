import { createColors } from "picocolors";
import { describe, expect, it } from "vitest";
import type { StepWait } from "../../../src/causes/StepWait.ts";
import type { Lane } from "../../../src/report/lanes/Lane.ts";
import { reportLanes } from "../../../src/report/lanes/reportLanes.ts";
import { stepTableColumns } from "../../../src/report/tables/stepTableColumns.ts";
import type { PlayedShare, PlayedStep, PlayedVersion } from "../../../src/simulation/result/PlayedStep.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";

const version = (changes: Partial<PlayedVersion> = {}): PlayedVersion => ({
  capacityPercent: 25,
  trafficPercent: 10,
  replicas: { requested: 1, starting: 2, running: 3, draining: 4 },
  requests: 100,
  errors: 0,
  p50Seconds: 0.5,
  p99Seconds: 2,
  ...changes,
});

const step = (changes: Partial<PlayedStep> = {}): PlayedStep => ({
  planIndex: 0,
  stepIndex: 1,
  kind: "scale-up",
  startSeconds: 60,
  endSeconds: 90,
  canary: version(),
  primary: version({
    capacityPercent: 100,
    trafficPercent: 90,
    replicas: { requested: 0, starting: 0, running: 8, draining: 0 },
  }),
  versions: [],
  gpusHeld: 11.5,
  peakQueuedRequests: 7,
  requests: 1234,
  errors: 0,
  p50Seconds: 0.25,
  p99Seconds: null,
  ...changes,
});

const { lanes } = reportLanes(gpuSurgeResult());
const columnsOf = (
  steps: readonly PlayedStep[],
  change: {
    lanes?: readonly Lane[];
    waitsOf?: ReadonlyMap<PlayedStep, readonly StepWait[]>;
    widthColumns?: number;
  } = {},
) =>
  stepTableColumns(steps, {
    lanes,
    waitsOf: new Map(),
    widthColumns: 80,
    colors: createColors(true),
    ...change,
  });
const cellsOf = (...given: Parameters<typeof columnsOf>) =>
  Object.fromEntries(columnsOf(...given).map(({ header, cells }) => [header, cells]));

/** Lanes of four versions, and what each has in a step. */
const four: readonly Lane[] = ["chat-1", "chat-2", "a name that is very long", "shadow"].map(
  (word, index) => ({
    ...lanes[0]!,
    key: `v${index + 1}`,
    word,
    playedIn: ({ versions }) => versions.find((each) => each.version === `v${index + 1}`) ?? null,
  }),
);
const share = (id: string, changes: Partial<PlayedShare>): PlayedShare => ({
  ...version(),
  version: id,
  mirrorPercent: 0,
  ...changes,
});

describe("the columns of the step table", () => {
  it("tell a step from its beginning to its latencies, each version by its shares and its replicas by state", () => {
    expect(Object.entries(cellsOf([step()])).map(([header, cells]) => [header, cells[0]])).toEqual([
      ["#", "1"],
      ["time", "1:00"],
      ["lasts", "30 s"],
      ["step", "scale up"],
      ["waits mostly for", ""],
      ["canary\ncap/traf %", "25/10"],
      ["primary\ncap/traf %", "100/90"],
      ["replicas\nnew+old", "9+8"],
      ["canary replicas\nreq/start/run/drain", "1/2/3/4"],
      ["primary replicas\nreq/start/run/drain", "0/0/8/0"],
      ["GPUs\nheld", "11.5"],
      ["queue", "7"],
      ["requests", "1,234"],
      ["p50", "250 ms"],
      ["p99", "–"],
      ["errors", "0"],
    ]);
  });

  it("have no number for what lies between updates", () => {
    expect(cellsOf([step({ kind: "before", planIndex: null, stepIndex: null }), step()])["#"]).toEqual([
      "",
      "1",
    ]);
  });

  it("are red where something fails or goes back, and nowhere else", () => {
    const { errors, step: kinds } = cellsOf([step(), step({ errors: 1500, kind: "roll-back-at-once" })]);
    const { red } = createColors(true);
    expect(errors).toEqual(["0", red("1,500")]);
    expect(kinds).toEqual(["scale up", red("roll back")]);
  });

  it("say the two things that a step waited for longest", () => {
    const first = step();
    const waits: readonly StepWait[] = [
      { fromSeconds: 0, toSeconds: 4, cause: { kind: "pace" } },
      { fromSeconds: 4, toSeconds: 64, cause: { kind: "node-boot", version: "v2", workerGroup: "gpu" } },
      { fromSeconds: 64, toSeconds: 94, cause: { kind: "head-node", version: "v2" } },
    ];
    const columns = columnsOf([first], { waitsOf: new Map([[first, waits]]) });
    expect(columns.find(({ header }) => header === "waits mostly for")?.cells).toEqual([
      "node boot 1 min, head node 30 s",
    ]);
  });

  it("give way from the least important on, and words stand to the left", () => {
    const columns = columnsOf([step()]);
    const inOrder = columns
      .toSorted((a, b) => b.dropOrder - a.dropOrder)
      .map(({ header }) => header.split("\n")[0]);
    expect(inOrder).toEqual([
      "canary replicas",
      "primary replicas",
      "waits mostly for",
      "lasts",
      "requests",
      "p50",
      "queue",
      "replicas",
      "GPUs",
      "p99",
      "step",
      "errors",
      "#",
      "time",
      "canary",
      "primary",
    ]);
    expect(columns.filter(({ align }) => align === "left").map(({ header }) => header)).toEqual([
      "step",
      "waits mostly for",
    ]);
  });

  it("have a line for each of more than two versions that has something, and what is of all on the first alone", () => {
    const nothing = { requested: 0, starting: 0, running: 0, draining: 0 };
    const versions = [
      share("v1", { capacityPercent: 100, trafficPercent: 60, errors: 3 }),
      share("v2", { capacityPercent: 0, trafficPercent: 0, replicas: nothing, requests: 0 }),
      share("v3", { capacityPercent: 50, trafficPercent: 40, p99Seconds: 4 }),
      share("v4", { capacityPercent: 10, trafficPercent: 0, mirrorPercent: 25, requests: 0 }),
    ];
    const cells = cellsOf([step({ versions, kind: "step", name: "traffic to chat-1, chat-3" }), step()], {
      lanes: four,
    });
    const { red } = createColors(true);
    expect(cells["#"]).toEqual(["1", "", "", "2"]);
    expect(cells.step).toEqual(["traffic to chat-1, ch…", "", "", "scale up"]);
    expect(cells.version).toEqual(["chat-1", "a name that…", "shadow", ""]);
    expect(cells["cap/traf\n%"]).toEqual(["100/60", "50/40", "10/0", ""]);
    expect(cells["copies\n%"]).toEqual(["", "", "25", ""]);
    expect(cells["GPUs\nheld"]).toEqual(["11.5", "", "", "11.5"]);
    expect(cells.errors).toEqual([red("3"), "0", "0", "0"]);
    expect(cells.p99).toEqual(["2.00 s", "4.00 s", "2.00 s", "–"]);
  });

  it("have no column of copies where nobody gets any", () => {
    const versions = ["v1", "v2", "v3"].map((id) => share(id, {}));
    expect(Object.keys(cellsOf([step({ versions })], { lanes: four }))).not.toContain("copies\n%");
  });

  it("cut the name of a step rather than leave it out, and less where there is more room", () => {
    const named = step({ kind: "step", name: "pending capacity to 30 %, active capacity to 70 %" });
    const at = (widthColumns: number) => cellsOf([named], { widthColumns }).step?.[0];
    expect(at(40)).toBe("pending capac…");
    expect(at(80)).toBe("pending capacity to 3…");
    expect(at(200)).toBe(named.name);
  });
});
