import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RequestStatistics, type RequestWindow } from "../../src/metrics/RequestStatistics.ts";
import { versionIndex } from "../../src/metrics/VersionIndex.ts";
import { propertyRuns } from "../properties/propertyRuns.ts";

const { runs, seed } = propertyRuns(200);
const failureCodes = 3;

type Command =
  | { readonly kind: "arrive" | "promote"; readonly version: number }
  | { readonly kind: "succeed"; readonly version: number; readonly wait: number; readonly service: number }
  | { readonly kind: "fail"; readonly version: number; readonly code: number }
  | { readonly kind: "wait" | "stop-waiting" | "new-row" | "new-step" };

const version = fc.nat(1);
const seconds = fc.double({ min: 0, max: 100, noNaN: true });
const commandArbitrary: fc.Arbitrary<Command> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("arrive" as const), version }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("succeed" as const), version, wait: seconds, service: seconds }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("fail" as const), version, code: fc.nat(failureCodes - 1) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("promote" as const), version }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom("wait", "stop-waiting", "new-row", "new-step") }),
  },
);

const countsOf = (windows: readonly RequestWindow[]) => {
  const sum = (name: "arrived" | "succeeded" | "failed") =>
    windows.reduce((total, window) => total + window[name], 0);
  return { arrived: sum("arrived"), succeeded: sum("succeeded"), failed: sum("failed") };
};

describe("RequestStatistics", () => {
  it("loses no request: arrived = succeeded + failed + in the system, per version, per row and per step", () => {
    fc.assert(
      fc.property(fc.array(commandArbitrary, { maxLength: 80 }), (commands) => {
        const statistics = new RequestStatistics({ failureCodes });
        expect([statistics.addVersion(), statistics.addVersion()]).toEqual([0, 1]);
        const inSystem = [0, 0];
        const sides: (0 | 1)[] = [0, 0];
        const waits: number[] = [];
        const services: number[] = [];
        let rows = { arrived: 0, succeeded: 0, failed: 0 };
        let total = { arrived: 0, succeeded: 0, failed: 0 };
        let [waiting, peak, stepPeak] = [0, 0, 0];
        for (const command of commands) {
          const version = versionIndex("version" in command ? command.version : 0);
          switch (command.kind) {
            case "arrive":
              statistics.recordArrival(version);
              inSystem[command.version]! += 1;
              total.arrived++;
              rows.arrived++;
              break;
            case "succeed":
              if (inSystem[command.version] === 0) break;
              statistics.recordSuccess(version, command.wait, command.service);
              inSystem[command.version]! -= 1;
              waits.push(command.wait);
              services.push(command.service);
              total.succeeded++;
              rows.succeeded++;
              break;
            case "fail":
              if (inSystem[command.version] === 0) break;
              statistics.recordFailure(version, command.code);
              inSystem[command.version]! -= 1;
              total.failed++;
              rows.failed++;
              break;
            case "promote": {
              const side = sides[command.version] === 0 ? 1 : 0;
              sides[command.version] = side;
              statistics.setSide(version, side);
              break;
            }
            case "wait":
              statistics.recordWaiting();
              waiting++;
              peak = Math.max(peak, waiting);
              stepPeak = Math.max(stepPeak, waiting);
              break;
            case "stop-waiting":
              if (waiting === 0) break;
              statistics.recordNotWaiting();
              waiting--;
              break;
            case "new-row":
              for (const { row } of statistics.windows) row.reset();
              rows = { arrived: 0, succeeded: 0, failed: 0 };
              break;
            case "new-step":
              for (const { step } of statistics.windows) step.reset();
              total = { arrived: 0, succeeded: 0, failed: 0 };
              statistics.stepPeakWaiting = waiting;
              stepPeak = waiting;
              break;
          }
          for (const [index, each] of statistics.versions.entries()) {
            const failed = each.failed.reduce((sum, count) => sum + count, 0);
            expect(each.arrived).toBe(each.succeeded + failed + each.inSystem);
            expect(each.inSystem).toBe(inSystem[index]);
            expect(each.latency.count).toBe(each.succeeded);
          }
          for (const part of ["row", "step"] as const) {
            const all = statistics[part](() => true);
            expect(countsOf([all])).toEqual(part === "row" ? rows : total);
            for (const by of ["side", "version"] as const) {
              const parts = [0, 1].map((one) => statistics[part]((windows) => windows[by] === one));
              expect(countsOf(parts)).toEqual(countsOf([all]));
              for (const window of parts) expect(window.latency.count).toBe(window.succeeded);
            }
          }
          expect([statistics.waiting, statistics.peakWaiting, statistics.stepPeakWaiting]).toEqual([
            waiting,
            peak,
            stepPeak,
          ]);
        }
        expect(statistics.smallestWaitSeconds).toBe(Math.min(...waits));
        expect(statistics.smallestServiceSeconds).toBe(Math.min(...services));
      }),
      { numRuns: runs, seed },
    );
  });

  it("counts a request on the side that its version is on at that moment", () => {
    const statistics = new RequestStatistics({ failureCodes });
    const version = statistics.addVersion();
    statistics.recordArrival(version);
    statistics.setSide(version, 1);
    statistics.recordSuccess(version, 1, 2);
    const sides = [0, 1].map((side) => statistics.row((windows) => windows.side === side));
    expect(sides.map(({ arrived, succeeded }) => [arrived, succeeded])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(statistics.step((windows) => windows.side === 1).latency.maxSeconds).toBe(3);
    expect(statistics.step((windows) => windows.version === version)).toMatchObject({
      arrived: 1,
      succeeded: 1,
    });
  });

  it("counts failures by their reason", () => {
    const statistics = new RequestStatistics({ failureCodes });
    const version = statistics.addVersion();
    for (const code of [2, 0, 2]) {
      statistics.recordArrival(version);
      statistics.recordFailure(version, code);
    }
    expect([...statistics.versions[version]!.failed]).toEqual([1, 0, 2]);
    expect(statistics.versions[version]!.inSystem).toBe(0);
  });
});
