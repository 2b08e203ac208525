import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pathRouter } from "../../../src/serve/path/PathRouter.ts";
import { ReplicaTable } from "../../../src/serve/path/ReplicaTable.ts";
import { RequestTable } from "../../../src/serve/path/RequestTable.ts";
import { propertyRuns } from "../../properties/propertyRuns.ts";

const { runs, seed } = propertyRuns(300);

const options = { router: pathRouter(0), maxOngoing: 40, slowdown: 1, speed: 1 };

function tables() {
  const requests = new RequestTable({ maxRequests: 10_000 });
  const replicas = new ReplicaTable(requests);
  const begin = (replica: number, work: number, now: number) => {
    const request = requests.open();
    requests.workSeconds[request] = work;
    replicas.begin(replica, request, now);
    return request;
  };
  return { requests, replicas, begin };
}

describe("ReplicaTable", () => {
  it("finishes in the order of work, whoever began first, and abandons from any place", () => {
    const { replicas, begin } = tables();
    const replica = replicas.add(options);
    const works = Array.from({ length: 40 }, (_, i) => ((i * 17) % 41) + 1);
    const requests = works.map((work) => begin(replica, work, 0));
    const abandoned = [3, 0, 39, 17];
    for (const index of abandoned) replicas.abandon(replica, requests[index] as number, 0);
    const left = works
      .map((work, index) => ({ work, index }))
      .filter(({ index }) => !abandoned.includes(index))
      .sort((a, b) => a.work - b.work);
    let [now, done] = [0, 0];
    for (const [place, { work, index }] of left.entries()) {
      // Processor sharing: everyone still there has got as much as the one that is done.
      now += (work - done) * (left.length - place);
      done = work;
      expect(replicas.nextSeconds(replica, 0)).toBeCloseTo(now, 9);
      expect(replicas.finish(replica, now)).toBe(requests[index]);
    }
    expect(replicas.ongoing[replica]).toBe(0);
  });

  it("keeps its order whatever is abandoned", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(1_000_000), { maxLength: 40, size: "max" }),
        fc.array(fc.nat(39), { maxLength: 30, size: "max" }),
        (works, abandoned) => {
          const { replicas, begin, requests } = tables();
          const replica = replicas.add(options);
          const present = works.map((work) => ({ work, request: begin(replica, work, 0) }));
          for (const choice of abandoned) {
            const [gone] = present.splice(choice, 1);
            if (gone !== undefined) replicas.abandon(replica, gone.request, 0);
          }
          const finished: number[] = [];
          while ((replicas.ongoing[replica] as number) > 0) {
            finished.push(requests.workSeconds[replicas.finish(replica, 0)] as number);
          }
          expect(finished).toEqual(present.map(({ work }) => work).sort((a, b) => a - b));
        },
      ),
      { numRuns: runs, seed },
    );
  });

  it("keeps its precision over a long time: an idle replica's clock starts again", () => {
    const { replicas, begin, requests } = tables();
    const replica = replicas.add(options);
    let now = 0;
    for (let i = 0; i < 1000; i++) {
      now += 1e6;
      const request = begin(replica, 0.1, now);
      expect(requests.finishVirtualSeconds[request]).toBe(0.1);
      requests.close(replicas.finish(replica, replicas.nextSeconds(replica, now)));
    }
  });

  it("keeps every replica's columns when it grows", () => {
    const { replicas, begin } = tables();
    const added = Array.from({ length: 300 }, (_, i) => {
      const replica = replicas.add({
        router: pathRouter(i % 3),
        maxOngoing: i + 1,
        slowdown: 0,
        speed: 1 + i,
      });
      replicas.owner[replica] = 1000 + i;
      replicas.errorPercent[replica] = i / 10;
      begin(replica, 6, i);
      return replica;
    });
    for (const [i, replica] of added.entries()) {
      expect([replicas.router[replica], replicas.maxOngoing[replica], replicas.owner[replica]]).toEqual([
        i % 3,
        i + 1,
        1000 + i,
      ]);
      expect([
        replicas.ongoing[replica],
        replicas.accepting[replica],
        replicas.errorPercent[replica],
      ]).toEqual([1, 1, i / 10]);
      expect(replicas.nextSeconds(replica, 0)).toBeCloseTo(i + 6 / (1 + i), 9);
    }
    expect(replicas.countOngoing()).toBe(300);
  });
});
