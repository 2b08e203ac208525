import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { renderFaults } from "../../scripts/reference/renderFaults.ts";
import { faultOf } from "../../src/faults/faultOf.ts";
import { faultRegistry } from "../../src/faults/faultRegistry.ts";
import type { WrittenScenario } from "../../src/scenario/yaml/printScenario.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { compileScenarioFile } from "../../src/testing/compileScenarioFile.ts";
import { combined } from "../combined.ts";

const kinds = faultRegistry.map(({ kind }) => kind);
const page = readFileSync("docs/faults.md", "utf8");
const reference = readFileSync("docs/scenario-reference.md", "utf8");

/** A rollout on a cluster that has one of everything that a fault may name. */
const file = {
  name: "struck",
  horizon: "20m",
  service: {
    name: "s",
    applications: [
      {
        name: "a",
        import_path: "m:app",
        deployments: [
          { name: "A", autoscaling_config: { min_replicas: 2, max_replicas: 4 } },
          { name: "B", num_replicas: 2 },
        ],
      },
    ],
  },
  cluster: {
    instanceTypes: { box: { cpus: 4 } },
    workerGroups: {
      steady: { instanceType: "box", minNodes: 1, maxNodes: 8, pool: "machines" },
      spot: { instanceType: "box", minNodes: 1, maxNodes: 8, market: "spot" },
    },
    pools: { machines: { maxNodes: 16 } },
    zones: ["a", "b"],
    proxies: "every-node",
  },
  update: { at: "10m", config: { applications: [] } },
} satisfies WrittenScenario;
const names = {
  deployments: ["A", "B"],
  workerGroups: ["steady", "spot"],
  pools: ["machines"],
  zones: ["a", "b"],
};

describe("the registry of faults", () => {
  it("has every file in the folder of kinds, each named after its kind, and no kind twice", () => {
    const fileOf = (kind: string) =>
      `${kind.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())}.ts`;
    expect(kinds.map(fileOf).sort()).toEqual(readdirSync("src/faults/kinds").sort());
    expect(new Set(kinds).size).toBe(kinds.length);
  });

  it("has a test of what each does", () => {
    const tests = readdirSync("test", { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".test.ts") && !path.endsWith("Registry.test.ts"))
      .map((path) => readFileSync(`test/${path}`, "utf8"));
    expect(kinds.filter((kind) => !tests.some((text) => text.includes(`kind: "${kind}"`)))).toEqual([]);
  });

  it("is what the page of faults shows, as `npm run reference` writes it", () => {
    expect(page).toBe(renderFaults());
  });
});

describe.each(faultRegistry.map((definition) => [definition.kind, definition] as const))(
  "%s",
  (kind, definition) => {
    const { sentence, schema } = definition;
    const written = definition.samples(names).flatMap(combined);

    it("is told in one sentence, and in the reference with its options", () => {
      expect(sentence).toMatch(/^[A-Z][^.!?\n|]*\.$/);
      expect(page).toContain(`[\`${kind}\`](scenario-reference.md#${kind}) | ${sentence}`);
      expect(reference).toContain(`\n### ${kind}\n`);
    });

    it("is sampled as its schema takes it, in every combination, and its compiled effect keeps the kind", () => {
      const scene = {
        deployment: (name: string | undefined) => name ?? null,
        workerGroup: (name: string | undefined) => name ?? null,
        pool: (name: string) => name,
        zone: (name: string) => name,
      };
      expect(written.length).toBeGreaterThan(0);
      for (const options of written) {
        const parsed = schema.parse({ kind, at: 0, ...options });
        expect(faultOf(kind).compile(parsed, scene).kind).toBe(kind);
      }
    });

    it("is sampled with every option, each that may be left out also without it", () => {
      for (const [option, field] of Object.entries(schema.shape)) {
        if (["kind", "name", "at", "when", "atRandom"].includes(option)) continue;
        expect(
          written.some((options) => options[option] !== undefined),
          option,
        ).toBe(true);
        const hasDefault = field.safeParse(undefined).data !== undefined;
        if (!field.safeParse(undefined).success || hasDefault) continue;
        expect(
          written.some((options) => !(option in options)),
          `without ${option}`,
        ).toBe(true);
      }
    });

    it("strikes a rollout that has one of everything, and says what it does", () => {
      const fault = { kind, at: "630s", ...written.at(-1) } as NonNullable<WrittenScenario["faults"]>[number];
      const { events } = simulate(compileScenarioFile({ ...file, faults: [fault] }));
      const told = events.filter((event) => event.kind === "fault" && event.atSeconds === 630);
      expect(told.map(({ message }) => message)).toEqual([expect.stringContaining(`${kind}-1: `)]);
    });
  },
);
