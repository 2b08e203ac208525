import { describe, expect, it } from "vitest";
import { noHop, usualOverhead } from "../../src/serve/overhead/usualOverhead.ts";
import { parseText, problemsOf, smallScenario } from "./parseText.ts";
import { remarksOf } from "./remarksOf.ts";

const read = (lines: string) => parseText(`${smallScenario}${lines}`).scenario;
const overheadOf = (lines: string) => read(lines).primary.deployments.map(({ overhead }) => overhead);
const about = (lines: string) =>
  remarksOf(`${smallScenario}${lines}`).notes.filter((note) => note.includes("plays no part"));
const always = (value: number) => ({ kind: "fixed", value });

describe("the overhead of a scenario", () => {
  it("may be none, of all or of one deployment", () => {
    expect(overheadOf("overhead: none\n")).toEqual([undefined, undefined]);
    expect(overheadOf("overhead: {}\ndeployments: { A: { overhead: none } }\n")).toEqual([
      undefined,
      { entry: usualOverhead.proxy, call: usualOverhead.call },
    ]);
  });

  it("is laid over what is usual, key by key, that of a deployment over that of all", () => {
    const [a, b] = overheadOf(
      "overhead: { proxy: { slot: 8ms, way: { mean: 9ms } }, call: { callerCpu: 0 } }\ndeployments: { A: { overhead: { proxy: { slot: 2ms } } } }\n",
    );
    const proxy = {
      ...usualOverhead.proxy,
      slotSeconds: always(0.008),
      waySeconds: { kind: "exponential", mean: 0.009 },
    };
    const call = { ...usualOverhead.call, callerCpuSeconds: always(0) };
    expect(b).toEqual({ entry: proxy, call });
    expect(a).toEqual({ entry: { ...proxy, slotSeconds: always(0.002) }, call });
  });

  it("of a deployment alone is laid over nothing where that of all is none", () => {
    const [a, b] = overheadOf(
      "overhead: none\ndeployments: { A: { overhead: { proxy: { replicaCpu: 2ms } } } }\n",
    );
    expect(a).toEqual({ entry: { ...noHop, replicaCpuSeconds: always(0.002) }, call: noHop });
    expect(b).toBeUndefined();
  });

  it("goes by who sends", () => {
    const [a, b] = overheadOf(
      "overhead: { entry: handle }\ndeployments: { B: { overhead: { entry: proxy } } }\n",
    );
    expect(a?.entry).toEqual(usualOverhead.handle);
    expect(b?.entry).toEqual(usualOverhead.proxy);
  });

  it("needs the CPUs of each node, or those that are named", () => {
    expect(read("overhead: {}\n").machines).toBeUndefined();
    expect(read("overhead: { cpusPerMachine: 2 }\n").machines).toEqual({ cpus: 2, isShared: false });
    expect(read("overhead: { cpusPerMachine: 0.5, machines: shared }\n").machines).toEqual({
      cpus: 0.5,
      isShared: true,
    });
  });

  it("changes with an update", () => {
    const { commands } = read(
      "overhead: none\nupdate: { at: 5m, deployments: { A: { overhead: { proxy: { slot: 5ms } } } } }\n",
    );
    const [command] = commands;
    if (command?.command.kind !== "deploy") throw new Error("no deploy");
    expect(command.command.version.deployments.map(({ overhead }) => overhead?.entry.slotSeconds)).toEqual([
      always(0.005),
      undefined,
    ]);
  });

  it("is refused where it cannot be meant", () => {
    expect(problemsOf(`${smallScenario}overhead: { machines: shared }\n`)).toEqual([
      "x.yaml:7:23: overhead.machines: shared needs cpusPerMachine: the CPUs of the one machine",
    ]);
    expect(problemsOf(`${smallScenario}overhead: some\n`)).toEqual([
      'x.yaml:7:11: overhead: found "some"; expected none, or the keys of what a hop takes',
    ]);
    expect(problemsOf(`${smallScenario}overhead: { proxy: { slots: 2ms } }\n`)[0]).toContain(
      'did you mean "slot"?',
    );
    expect(
      problemsOf(`${smallScenario}deployments: { A: { overhead: { cpusPerMachine: 2 } } }\n`)[0],
    ).toContain("unknown key");
  });

  it("of a hop that nothing goes over plays no part, and that is said", () => {
    expect(about("overhead: { proxy: { slot: 1ms } }\n")).toEqual([]);
    expect(about("overhead: { handle: { slot: 1ms }, call: { slot: 1ms } }\n")).toEqual([
      "x.yaml:7:13: overhead.handle: plays no part: requests from outside come by proxy (entry)",
      "x.yaml:7:36: overhead.call: plays no part: no deployment calls another",
    ]);
    expect(
      about(
        "overhead: { call: { slot: 1ms } }\ndeployments: { A: { calls: [B], overhead: { handle: {} } } }\n",
      ),
    ).toEqual([
      "x.yaml:8:45: deployments.A.overhead.handle: plays no part: requests from outside come by proxy (entry)",
    ]);
    expect(about("overhead: { handle: {} }\ndeployments: { A: { overhead: { entry: handle } } }\n")).toEqual(
      [],
    );
  });
});
