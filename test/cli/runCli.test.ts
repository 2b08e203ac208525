import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { captured } from "./captured.ts";

const folder = mkdtempSync(join(tmpdir(), "rollcast-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const quick = `name: quick
horizon: 2m
service: [{ deployments: [{ name: A, num_replicas: 2 }], import_path: m.app }]
traffic: [{ poisson: 5 }]
cluster: { headNode: { instanceType: m5.2xlarge }, workerGroups: { cpu: { instanceType: m5.large } } }
`;

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe("simulate", () => {
  it("exits with 0, prints tables and writes a whole report", async () => {
    const out = join(folder, "fine");
    const run = await captured(["simulate", file("fine.yaml", quick), "--out", out]);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain("Summary");
    expect(readdirSync(out)).toEqual(["quick"]);
    expect(readdirSync(join(out, "quick")).sort()).toEqual(
      [
        "charts",
        "events.jsonl",
        "report.html",
        "rollcast-report.json",
        "steps.csv",
        "summary.json",
        "timeline.csv",
      ].sort(),
    );
    expect(run.stderr.split("\n").slice(1)).toEqual([`report: ${join(out, "quick", "report.html")}`, ""]);
    expect(run.stderr).toMatch(/^note: .*fine\.yaml:3:1: .*only the code sets \(default\) are not seen/);
  });

  it("prints the summary alone with --json, the same on every run, another with another seed", async () => {
    const path = file("json.yaml", quick);
    const words = ["simulate", path, "--json", "--quiet", "--out", join(folder, "json")];
    const [first, second, other] = [
      await captured(words),
      await captured(words),
      await captured([...words, "--seed", "7"]),
    ];
    expect(JSON.parse(first.stdout)).toMatchObject({ outcome: "none", failedRequests: 0 });
    expect(second.stdout).toBe(first.stdout);
    expect(other.stdout).not.toBe(first.stdout);
  });

  it("plays a run once and leaves the law of replays alone; --replay plays the shown one twice and checks it", async () => {
    const path = file("replay.yaml", quick);
    const words = ["simulate", path, "--out", join(folder, "replay")];
    const [once, twice] = [await captured(words), await captured([...words, "--replay"])];
    expect(once.stdout).toMatch(/0 failed, 1 not run\n[\s\S]*not run +replay/);
    expect(twice.stdout).toMatch(/0 failed, 0 not run\n[\s\S]*pass +replay/);
  });

  it.each(["constructor", "toString"])(
    "takes %s for a name as any other, of the scenario and of what runs",
    async (name) => {
      const text = quick.replaceAll(/quick|\bA\b/g, name);
      const run = await captured(["simulate", file("named.yaml", text), "--out", join(folder, "named")]);
      expect(run).toMatchObject({ status: 0 });
      expect(run.stderr).not.toMatch(/could not be drawn/);
      expect(existsSync(join(folder, "named", name, "charts", "queue.svg"))).toBe(true);
    },
  );

  it("exits with 1 where a command was refused, says so everywhere, and with 0 where that is expected", async () => {
    const refused = `${quick}update: { at: 5s, canary_percent: 10 }\ncommands: [{ at: 10s, deploy: { service: [{ import_path: m.app, deployments: [{ name: A, num_replicas: 3 }] }] } }]\n`;
    const out = join(folder, "refused");
    const run = await captured(["simulate", file("refused.yaml", refused), "--out", out]);
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(
      /warning: 0:10: deploy refused in all 21 runs: a rollout of another config is under way/,
    );
    expect(run.stderr).toMatch(
      /failed: the command deploy at 0:10 was refused in all 21 runs: .*refusedCommands = 1 allows it/,
    );
    expect(run.stdout).toMatch(/outcome .*, 1 command refused/);
    expect(readFileSync(join(out, "quick", "report.html"), "utf8")).toMatch(
      /class="badge bad">[^<]*, 1 command refused/,
    );
    expect(JSON.parse(readFileSync(join(out, "quick", "summary.json"), "utf8"))).toMatchObject({
      summary: { refusedCommands: 1 },
      refusedCommands: [{ atSeconds: 10, kind: "deploy", reason: expect.stringMatching(/one canary/) }],
    });
    const expected = file("expected.yaml", `${refused}expect: [refusedCommands = 1]\n`);
    expect((await captured(["simulate", expected, "--out", out])).status).toBe(0);
  });

  it("exits with 1 and names the expectation that failed, also when quiet", async () => {
    const path = file("failing.yaml", `${quick}expect: [requests > 1e9, rollbacks = 0]\n`);
    const words = ["simulate", path, "--quiet", "--out", join(folder, "failing")];
    const [one, several] = [await captured([...words, "--runs", "1"]), await captured(words)];
    expect(one).toMatchObject({ status: 1, stdout: "" });
    expect(one.stderr).toMatch(/^failed: expected requests > 1e9; requests is \d+\n$/);
    expect(several).toMatchObject({ status: 1, stdout: "" });
    expect(several.stderr).toMatch(
      /^failed: expected requests > 1e9; met in none of 21 runs, at worst [\d,]+\n$/,
    );
  });

  it("exits with 2 for a bad scenario, says where, and writes nothing", async () => {
    const out = join(folder, "bad");
    const path = file("bad.yaml", `${quick}update: { at: soon }\n`);
    const run = await captured(["simulate", path, "--out", out]);
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(/^.*bad\.yaml:6:15: update\.at: found "soon"; expected a duration/);
    expect(run.stderr).not.toMatch(/\n\s+at /);
    expect(run.stdout).toBe("");
    expect(existsSync(out)).toBe(false);
  });

  it("exits with 2 when a limit of the scenario is met", async () => {
    const path = file("limit.yaml", `${quick}limits: { maxEvents: 700 }\n`);
    const run = await captured(["simulate", path, "--out", join(folder, "limit")]);
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(/^note: .*\nerror: .*limit\.yaml: the run stopped: /);
  });

  it("does not replace a folder that is no report, and says so before the run", async () => {
    const out = join(folder, "mine");
    mkdirSync(join(out, "quick"), { recursive: true });
    writeFileSync(join(out, "quick", "thesis.txt"), "years of work");
    const run = await captured(["simulate", file("mine.yaml", quick), "--out", out]);
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(/holds other files than a report/);
    expect(readFileSync(join(out, "quick", "thesis.txt"), "utf8")).toBe("years of work");
    expect(run.stdout).toBe("");
  });

  it("does not take a checkout with a summary.json for a report, and touches nothing in it", async () => {
    const own = join(folder, "checkout", "quick");
    mkdirSync(join(own, ".git"), { recursive: true });
    for (const name of ["summary.json", ".git/x", "a.txt"]) writeFileSync(join(own, name), name);
    const words = ["simulate", file("checkout.yaml", quick), "--out", join(folder, "checkout")];
    expect(await captured(words)).toMatchObject({ status: 2, stdout: "" });
    for (const name of ["summary.json", ".git/x", "a.txt"]) {
      expect(readFileSync(join(own, name), "utf8")).toBe(name);
    }
    expect(readdirSync(join(folder, "checkout"))).toEqual(["quick"]);
  });
});

describe("plan", () => {
  it("prints the nine rows of the document for a surge of 25", async () => {
    const { status, stdout } = await captured([
      "plan",
      "--replicas",
      "8",
      "--surge",
      "25",
      "--format",
      "csv",
    ]);
    expect(status).toBe(0);
    const rows = stdout.trim().split("\n").slice(1);
    expect(rows.map((row) => row.split(",").slice(2, 6).join(" "))).toEqual([
      "0 0 100 100",
      "25 0 100 100",
      "25 25 75 75",
      "50 25 75 75",
      "50 50 50 50",
      "75 50 50 50",
      "75 75 25 25",
      "100 75 25 25",
      "100 100 0 0",
    ]);
  });

  it("takes a scenario's update, a service config, and options over both", async () => {
    const scenario = await captured(["plan", "scenarios/gpu-25-surge.yaml", "--format", "json"]);
    expect(JSON.parse(scenario.stdout)).toMatchObject({ maxSurgePercent: 25, peak: { gpuCount: 10 } });
    const service = await captured([
      "plan",
      "scenarios/services/code-completion.yaml",
      "--surge",
      "30",
      "--format",
      "json",
    ]);
    expect(JSON.parse(service.stdout)).toMatchObject({ maxSurgePercent: 30, peak: { gpuCount: 13 } });
    const other = await captured([
      "plan",
      "scenarios/gpu-25-surge.yaml",
      "--surge",
      "100",
      "--pattern",
      "10,100",
      "--format",
      "json",
    ]);
    expect(JSON.parse(other.stdout)).toMatchObject({ maxSurgePercent: 100, peak: { gpuCount: 16 } });
  });

  it("prints the schedule of another system, with capacity and traffic of both versions", async () => {
    const scenario = "scenarios/kuberay-upgrade.yaml";
    const json = JSON.parse((await captured(["plan", scenario, "--format", "json"])).stdout);
    expect(json).toMatchObject({ strategy: "kubeRay", description: expect.stringContaining("surge 30 %") });
    const shares = (step: Record<"new" | "old", { capacityPercent: number; trafficPercent: number }>) =>
      [step.new, step.old].map(
        ({ capacityPercent, trafficPercent }) => `${capacityPercent}/${trafficPercent}`,
      );
    // docs/strategies/kubeRay.md: 130, 100, 130, 100, 130, 100, 110 and at last 100 %.
    expect(json.steps.map((step: Parameters<typeof shares>[0]) => shares(step).join(" "))).toEqual([
      "0/0 100/100",
      "30/0 100/100",
      "30/30 100/70",
      "30/30 70/70",
      "60/30 70/70",
      "60/60 70/40",
      "60/60 40/40",
      "90/60 40/40",
      "90/90 40/10",
      "90/90 10/10",
      "100/90 10/10",
      "100/100 10/0",
      "100/100 0/0",
    ]);
    const csv = (await captured(["plan", scenario, "--format", "csv"])).stdout.split("\r\n");
    expect(csv[0]).toBe(
      "step,name,new_capacity_percent,new_traffic_percent,old_capacity_percent,old_traffic_percent",
    );
    expect(csv[6]).toBe("5,pending traffic to 60 %,60,60,70,40");
    const table = (await captured(["plan", scenario], { COLUMNS: "60" })).stdout;
    expect(table).toMatch(/^ 5 {2}pending traffic to 60 % +60\/60 +70\/40 +130$/m);
    expect(Math.max(...table.split("\n").map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it("plans every update by KubeRay, also one that never moves", async () => {
    const upgrade = (options: string) => `${quick}update: { at: 1m, strategy: { kubeRay: ${options} } }\n`;
    const stuck = upgrade(
      "{ type: NewClusterWithIncrementalUpgrade, maxSurgePercent: 0, stepSizePercent: 0, intervalSeconds: 1 }",
    );
    const run = await captured(["plan", file("stuck.yaml", stuck)]);
    expect(run.status).toBe(0);
    expect(run.stderr).toContain("with a surge of 0 the new cluster never gets capacity");
    expect(run.stdout).toContain("It goes no further than this: the new version never has all traffic.");
    const whole = upgrade("{ type: NewCluster }");
    expect((await captured(["plan", file("whole.yaml", whole)])).stdout).toMatch(
      /1 +a second cluster +100\/0 +100\/100 +200/,
    );
  });

  it.each(["table", "csv", "json"])(
    "prints no character that could turn the text around it (%s)",
    async (format) => {
      const turned = quick.replace("name: A", 'name: "A\\u202egnp\\u2066.x\\u061c"');
      const run = await captured(["plan", file("turned.yaml", turned), "--format", format]);
      expect(run.status).toBe(0);
      expect(run.stdout + run.stderr).not.toMatch(/\p{Bidi_Control}/u);
      if (format === "json")
        expect(JSON.parse(run.stdout).steps[0].primary.replicas).toHaveProperty(["A\u202egnp\u2066.x\u061c"]);
    },
  );

  it("fits a narrow terminal", async () => {
    const { stdout } = await captured(["plan", "scenarios/small-service.yaml"], { COLUMNS: "50" });
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(50);
  });

  it.each([
    [[], /needs a service config or scenario file, or --replicas/],
    [["--replicas", "8", "--surge", "0"], /no room for the first canary replica/],
    [["--replicas", "8", "--surge", "x"], /Expected a whole number/],
    [["--replicas", "8", "--pattern", "10,40"], /must end at 100/],
    [["--replicas", "8", "--format", "xml"], /Allowed choices are table, json, csv/],
    [["scenarios/gpu-25-surge.yaml", "--replicas", "8"], /give one of them/],
    [["scenarios/in-place-heavyweight.yaml"], /made in place, which has no steps/],
    [
      ["scenarios/kuberay-upgrade.yaml", "--surge", "25"],
      /--surge belongs to Anyscale's rollouts, and the update of scenarios\/kuberay-upgrade\.yaml is rolled out by kubeRay/,
    ],
    [["scenarios/kuberay-upgrade.yaml", "--rounding", "up"], /--rounding belongs to Anyscale's rollouts/],
    [["nowhere.yaml"], /nowhere\.yaml does not exist/],
  ])("refuses %j in words", async (words, message) => {
    const run = await captured(["plan", ...words]);
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toMatch(message);
  });
});

describe("check", () => {
  it("looks at every file and exits with 2 if one is bad", async () => {
    const good = file("good.yaml", quick);
    const bad = file("wrong.yaml", "name: x\n");
    const run = await captured(["check", bad, good]);
    expect(run.status).toBe(2);
    expect(run.stdout).toBe(`ok ${good}\n`);
    expect(run.stderr).toMatch(/wrong\.yaml:1:1: horizon: is missing/);
    expect((await captured(["check", good])).status).toBe(0);
  });

  it("prints warnings and exits with 0", async () => {
    const old = quick.replace("num_replicas: 2", "num_replicas: 2, max_concurrent_queries: 7");
    const run = await captured(["check", file("old.yaml", old)]);
    expect(run.status).toBe(0);
    expect(run.stderr).toMatch(
      /^warning: .*old\.yaml:3:\d+: .*former name: Ray Serve ignores it in silence since 2\.33; write max_ongoing_requests/,
    );
  });
});

describe("the command line", () => {
  it.each([
    [["simulat", "x"], /unknown command 'simulat'\n\(Did you mean simulate\?\)/],
    [["simulate", "--jsn", "x"], /unknown option '--jsn'\n\(Did you mean --json\?\)/],
    [["simulate"], /missing required argument 'file'/],
    [[], /Usage: rollcast/],
  ])("answers %j with help and status 2", async (words, message) => {
    const run = await captured(words);
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toMatch(message);
  });

  it.each(["simulate", "plan", "check", "schema"])("explains %s with an example", async (command) => {
    const run = await captured([command, "--help"]);
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(run.stdout).toMatch(new RegExp(`Examples?:\n  rollcast ${command}`));
  });

  it("prints its version and its schema", async () => {
    expect((await captured(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(JSON.parse((await captured(["schema"])).stdout)).toMatchObject({ title: "Rollcast scenario" });
  });

  it.each([
    [{}, false],
    [{ FORCE_COLOR: "1" }, true],
    [{ FORCE_COLOR: "1", NO_COLOR: "1" }, false],
    [{ FORCE_COLOR: "0" }, false],
  ])("writes colours only where they are wanted: %j", async (environment, isColored) => {
    const { stdout } = await captured(["plan", "--replicas", "8"], environment);
    expect(stdout.includes("\u001b[")).toBe(isColored);
  });
});
