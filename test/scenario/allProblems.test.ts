import { readdirSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { formatKeyPath } from "../../src/scenario/problems/formatKeyPath.ts";
import { problemsOfIssues } from "../../src/scenario/problems/problemsOfIssues.ts";
import { scenarioFileSchema } from "../../src/scenario/schema/scenarioFileSchema.ts";
import { propertyRuns } from "../properties/propertyRuns.ts";
import { problemsOf, smallScenario } from "./parseText.ts";
import { placesIn, replacements, withAt } from "./places.ts";

/** Files as people write them, wrong in several ways, and everything that they are told. */
const files: readonly (readonly [title: string, text: string, problems: readonly string[]])[] = [
  [
    "a misspelt key, a bad duration, an unknown deployment and two settings that exclude each other",
    `name: checkout
horizon: 2h
service:
  applications:
    - name: shop
      deployments:
        - name: Cart
          num_replicas: 3
          autoscaling_config: { max_replicas: 8 }
        - { name: Search, num_replicas: 4, max_ongoing_requests: many }
      import_path: shop.main:app
deployments:
  Serch: { startUp: 30s }
  Cart: { startUp: 30 seconds }
traffic:
  - { deployment: Cart, poisson: 5 per second }
  - { deployment: Checkout, poisson: 5/s }
update:
  at: 5m
  max_surge_percnt: 25
expect:
  - errorPercnt < 1
`,
    [
      "x.yaml:8:25: service.applications[0].deployments[0].num_replicas: found 3 beside autoscaling_config; Ray Serve takes only one of them (or num_replicas: auto)",
      'x.yaml:10:66: service.applications[0].deployments[1].max_ongoing_requests: found "many"; expected a whole number from 1 to 1000000000',
      'x.yaml:13:3: deployments.Serch: unknown deployment "Serch"; did you mean "Search"?',
      'x.yaml:14:20: deployments.Cart.startUp: found "30 seconds"; expected a duration: a number of seconds, or text such as 250ms, 30s, 5m, 1.5h',
      'x.yaml:16:34: traffic[0].poisson: found "5 per second"; expected requests per second: a number, or text such as 5/s, 300/m, 18000/h',
      'x.yaml:17:19: traffic[1].deployment: unknown deployment "Checkout"; known deployments: Cart, Search',
      'x.yaml:20:3: update.max_surge_percnt: unknown key; did you mean "max_surge_percent"?',
      'x.yaml:22:5: expect[0]: unknown figure "errorPercnt"; did you mean "errorPercent"?',
    ],
  ],
  [
    "entries of lists that cannot be read, beside others that can: places are those in the file",
    `${smallScenario}traffic:
  - { deployment: A, poisson: -1 }
  - { deployment: C, poisson: 1 }
faults:
  - { at: 1m, kind: replica-crush, version: primary }
  - { at: 1m, kind: replica-crash, version: primary, deployment: D }
  - { at: 1m, kind: stock-out, pool: g5 }
commands:
  - { at: soon, terminate: true }
  - { at: 1m, deploy: { deployments: { E: { startUp: 5s } } } }
`,
    [
      "x.yaml:8:31: traffic[0].poisson: found -1; expected 0 to 10000000 a second",
      'x.yaml:9:19: traffic[1].deployment: unknown deployment "C"; known deployments: A, B',
      'x.yaml:11:21: faults[0].kind: found "replica-crush"; did you mean "replica-crash"?',
      'x.yaml:12:66: faults[1].deployment: unknown deployment "D"; known deployments: A, B',
      'x.yaml:13:38: faults[2].pool: unknown pool "g5"; cluster.pools describes none',
      'x.yaml:15:11: commands[0].at: found "soon"; expected a duration: a number of seconds, or text such as 250ms, 30s, 5m, 1.5h',
      'x.yaml:16:40: commands[1].deploy.deployments.E: unknown deployment "E"; known deployments: A, B',
    ],
  ],
  [
    "a key of the service with a wrong value, and what Ray Serve refuses of its applications and their deployments",
    `name: x
horizon: soon
service:
  target_capacity: 500
  containerfile: ./Dockerfile
  image_uri: shop:2
  tracing_config: { enabled: true, sampling_ratio: 3 }
  applications:
    - name: shop
      import_path: "shop:"
      route_prefix: /shop/
      host: here
      deployments:
        - { name: Cart, num_replicas: -1, placement_group_strategy: SPREAD }
        - { name: Tax, max_replicas_per_node: 2, placement_group_bundles: [{ CPU: 1 }] }
    - { name: bank, route_prefix: /shop/, deployments: [{ name: Pay }] }
update: { at: 1m, config: { applications: [{ name: shop, port: 80 }], target_capacity: x } }
`,
    [
      'x.yaml:2:10: horizon: found "soon"; expected a duration: a number of seconds, or text such as 250ms, 30s, 5m, 1.5h',
      "x.yaml:4:20: service.target_capacity: found 500; expected a percentage above 0, at most 100",
      "x.yaml:5:3: service.containerfile: is exclusive with image_uri: leave one of them out (in update.config, null takes it away)",
      "x.yaml:7:52: service.tracing_config.sampling_ratio: found 3; expected a number from 0 to 1",
      'x.yaml:10:20: service.applications[0].import_path: found "shop:"; expected the place of its code: module:app or module.app, with something on both sides of one colon or of the last dot',
      'x.yaml:11:21: service.applications[0].route_prefix: found "/shop/"; expected a path that does not end with "/"',
      "x.yaml:12:7: service.applications[0].host: Ray Serve refuses host of an application; it belongs to the http_options of the service",
      "x.yaml:14:39: service.applications[0].deployments[0].num_replicas: found -1; expected a whole number from 1 to 100000",
      "x.yaml:14:43: service.applications[0].deployments[0].placement_group_strategy: Ray Serve refuses it without placement_group_bundles; give both or none",
      "x.yaml:15:24: service.applications[0].deployments[1].max_replicas_per_node: Ray Serve refuses it beside placement_group_bundles; leave one of them out",
      'x.yaml:16:7: service.applications[1].import_path: is missing in application "bank"; expected the place of its code, such as module:app',
      'x.yaml:16:35: service.applications[1].route_prefix: found "/shop/"; expected a path that does not end with "/"',
      'x.yaml:16:35: service.applications[1].route_prefix: applications "shop" and "bank" have one route_prefix, "/shop/"; expected different ones',
      "x.yaml:17:58: update.config.applications[0].port: Ray Serve refuses port of an application; it belongs to the http_options of the service",
      'x.yaml:17:88: update.config.target_capacity: found "x"; expected a percentage above 0, at most 100',
    ],
  ],
  [
    "no horizon and no name",
    `service:
  - { import_path: m.app, deployments: [{ name: A }, { name: A }] }
traffic: [{ deployment: B, poisson: 1 }, { deployment: A, trace: missing.csv }]
`,
    [
      "x.yaml:1:1: name: is missing; expected 1 to 100 letters, digits, dots, dashes or underscores, the first a letter or digit (it names the report's folder)",
      "x.yaml:1:1: horizon: is missing; expected a duration: a number of seconds, or text such as 250ms, 30s, 5m, 1.5h",
      'x.yaml:2:62: service.applications[0].deployments[1].name: two deployments of application "default" are called "A"; expected different names',
      'x.yaml:3:25: traffic[0].deployment: unknown deployment "B"; known deployments: A',
      "x.yaml:3:66: traffic[1].trace: missing.csv does not exist",
    ],
  ],
  [
    "a service file that is not there, and what does not rest on it",
    `name: x
horizon: 1h
service: missing.yaml
traffic: [{ deployment: A, trace: missing.csv }]
faults: [{ atRandom: { perHour: 1, from: 10m, to: 5m }, kind: replica-crash, version: primary, deployment: A }]
`,
    [
      "x.yaml:3:10: service: missing.yaml does not exist",
      "x.yaml:5:51: faults[0].atRandom.to: ends at 300 s, but begins at 600 s; expected a later end",
    ],
  ],
];

/** One thing wrong, of which others might be consequences: nothing else is told. */
const consequences: readonly (readonly [title: string, text: string, places: readonly string[]])[] = [
  [
    "the name of a deployment: nothing of what names it",
    `name: x
horizon: 1h
service: [{ deployments: [{ name: 5, num_replicas: 2 }, { name: B }], import_path: m.app }]
deployments: { A: { startUp: 5s } }
traffic: [{ deployment: A, poisson: 1 }]
faults: [{ at: 1m, kind: replica-crash, version: primary, deployment: A }]
`,
    ["3:35"],
  ],
  [
    "scaling: nothing of the replicas at the start",
    `name: x
horizon: 1h
service: [{ deployments: [{ name: A, autoscaling_config: { max_replicas: -3 } }], import_path: m.app }]
deployments: { A: { startReplicas: 2 } }
`,
    ["3:74"],
  ],
  [
    "the update: nothing of what needs a rollout",
    `${smallScenario}update: 5m\ncommands: [{ at: 9m, rollback: true }]\n`,
    ["7:9"],
  ],
  [
    "a misspelt section: nothing of what it would have said",
    `${smallScenario}updat: { at: 5m }\ncommands: [{ at: 9m, rollback: true }]\n`,
    ["7:1"],
  ],
  [
    "a misspelt key: nothing of the one that is missing",
    `${smallScenario}traffic: [{ deploymnt: A, poisson: 1 }]\n`,
    ["7:13"],
  ],
  [
    "a pool: nothing of who takes from it",
    `${smallScenario}cluster: { pools: { g5: { maxNodes: x } } }\nfaults: [{ at: 1m, kind: stock-out, pool: g5 }]\n`,
    ["7:37"],
  ],
  [
    "a name: nothing of who has it as well",
    `${smallScenario}traffic: [{ name: [], deployment: A, poisson: 1 }, { name: A, deployment: A, poisson: 1 }]\n`,
    ["7:13"],
  ],
  [
    "a machine: nothing of what does not fit on it",
    `${smallScenario}cluster: { instanceTypes: { tiny: { cpus: [] } }, workerGroups: { box: { instanceType: tiny } } }\n`,
    ["7:37"],
  ],
  [
    "the name of an application: nothing of what another part of it may say",
    `name: x
horizon: 1h
service: [{ name: 5, deployments: [{ name: A }] }]
update: { at: 1m, config: { applications: [{ name: shop, deployments: [{ name: A }] }] } }
`,
    ["3:19"],
  ],
  [
    "placement group bundles: nothing of what needs them",
    `name: x
horizon: 1h
service: [{ deployments: [{ name: A, placement_group_bundles: 5, placement_group_strategy: SPREAD }], import_path: m.app }]
`,
    ["3:63"],
  ],
];

describe("a file with several things wrong", () => {
  it.each(files)("tells all of them in one round, from top to bottom: %s", (_title, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  it("tells those of a service file too", () => {
    const service =
      "applications:\n  - deployments:\n      - { name: A, num_replicas: -1 }\n      - { name: A }\n    import_path: m.app\n";
    const text = "name: x\nhorizon: soon\nservice: s.yaml\ntraffic: [{ deployment: B, poisson: 1 }]\n";
    expect(problemsOf(text, { "s.yaml": service }).map((problem) => problem.split(": ")[0])).toEqual([
      "x.yaml:2:10",
      "x.yaml:4:25",
      "s.yaml:3:34",
      "s.yaml:4:17",
    ]);
    expect(problemsOf(text, { "s.yaml": "a: b: c" }).map((problem) => problem.split(": ")[0])).toEqual([
      "x.yaml:2:10",
      "s.yaml:1:4",
    ]);
  });

  it.each(consequences)("does not tell consequences of %s", (_title, text, places) => {
    expect(problemsOf(text).map((problem) => problem.split(":").slice(1, 3).join(":"))).toEqual(places);
  });

  it("tells nothing of the rest of a file that is right but for one place", () => {
    const texts = readdirSync("scenarios")
      .filter((file) => file.endsWith(".yaml"))
      .map((file) => readFileSync(`scenarios/${file}`, "utf8"))
      // Those whose service stands in a file of its own need that file.
      .filter((text) => !/^service: \S/m.test(text))
      .map((text) => text.replaceAll(/traces\/[\w-]+\.csv/g, "trace.csv"));
    const { runs, seed } = propertyRuns(600);
    let refused = 0;
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(), replacements, (text, choice, replacement) => {
        const value: unknown = parse(text);
        const places = placesIn(value);
        const place = places[choice % places.length]!;
        const written = JSON.stringify(withAt(value, place, replacement), null, 1);
        const broken: unknown = JSON.parse(written);
        const checked = scenarioFileSchema.safeParse(broken);
        if (checked.success) return;
        refused++;
        const own = problemsOfIssues(checked.error.issues, broken);
        const told = problemsOf(written);
        const within = formatKeyPath(place);
        const others = told.filter((problem) => {
          const at = problem.replace(/^x\.yaml:\d+:\d+: /, "");
          return !at.startsWith(within) && !own.some(({ path }) => at.startsWith(formatKeyPath(path)));
        });
        expect(others.filter((problem) => !/mend these first$|__proto__/.test(problem))).toEqual([]);
        expect(told.length).toBeGreaterThan(0);
      }),
      { numRuns: runs, seed },
    );
    expect(refused).toBeGreaterThan(100);
  });
});
