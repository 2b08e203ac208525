import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { renderPolicies } from "../../../scripts/reference/renderPolicies.ts";
import { routingSchema } from "../../../src/scenario/schema/routingSchema.ts";
import { routingRegistry } from "../../../src/serve/routing/routingRegistry.ts";
import { combined } from "../../combined.ts";
import { parseText, smallScenario } from "../../scenario/parseText.ts";

const names = routingRegistry.map(({ policy }) => policy);
const page = readFileSync("docs/router-policies.md", "utf8");
const reference = readFileSync("docs/scenario-reference.md", "utf8");

describe("the registry of router policies", () => {
  it("has every file in the folder of policies, each named after its policy, and no policy twice", () => {
    const fileOf = (policy: string) =>
      `${policy.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())}.ts`;
    expect(names.map(fileOf).sort()).toEqual(readdirSync("src/serve/routing/policies").sort());
    expect(new Set(names).size).toBe(names.length);
  });

  it("has no two options of one name: what several policies have is the same in all, and is told whose it is", () => {
    const options = routingRegistry.flatMap((definition) => Object.entries(definition.options));
    const names = new Set(options.map(([name]) => name));
    expect(new Set(options.map(([, schema]) => schema)).size).toBe(names.size);
  });

  it("has no class of Ray Serve twice", () => {
    const classes = routingRegistry.flatMap(({ rayRouter }) => rayRouter?.className ?? []);
    expect(new Set(classes).size).toBe(classes.length);
  });

  it("has a test of what each chooses", () => {
    const tests = readdirSync("test", { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".test.ts") && !path.endsWith("Registry.test.ts"))
      .map((path) => readFileSync(`test/${path}`, "utf8"));
    expect(names.filter((name) => !tests.some((text) => text.includes(`policy: "${name}"`)))).toEqual([]);
  });

  it("is what the page of policies shows, as `npm run reference` writes it", () => {
    expect(page).toBe(renderPolicies());
  });

  it("is all that anyone else knows of policies: nobody outside asks what class one is", () => {
    const paths = readdirSync("src", { recursive: true, encoding: "utf8" })
      .map((path) => path.replaceAll("\\", "/"))
      .filter((path) => path.endsWith(".ts"));
    const isInside = (path: string) => path.startsWith("serve/routing/");
    const read = (path: string) => readFileSync(`src/${path}`, "utf8");
    const classes = paths
      .filter(isInside)
      .flatMap((path) =>
        [...read(path).matchAll(/class (\w+) implements RoutingPolicy/g)].map(([, name]) => name),
      );
    expect(classes.length).toBeGreaterThanOrEqual(names.length);
    const askers = paths.filter(
      (path) => !isInside(path) && new RegExp(`instanceof (${classes.join("|")})\\b`).test(read(path)),
    );
    expect(askers).toEqual([]);
  });
});

describe.each(routingRegistry.map((definition) => [definition.policy, definition] as const))(
  "%s",
  (policy, definition) => {
    const { sentence, options, rayRouter, samples } = definition;
    const written = samples.flatMap(combined);

    it("is told in one sentence, and in the reference with its options", () => {
      expect(sentence).toMatch(/^[A-Z][^.!?\n|]*\.$/);
      expect(page).toContain(`| \`${policy}\` | ${sentence} |`);
      const [kinds] = /^\| `routing\.policy` \|.*$/m.exec(reference) ?? [""];
      expect(kinds).toContain(`\`${policy}\``);
      for (const [option, schema] of Object.entries(options)) {
        expect(/^[^:]*/.exec(schema.description ?? "")?.[0].split(", "), option).toContain(policy);
      }
    });

    it("is read by its name alone, and as it is sampled, in every combination", () => {
      expect(routingSchema.parse(policy).policy).toBe(policy);
      for (const each of written) expect(routingSchema.parse({ policy, ...each }).policy).toBe(policy);
    });

    it("is sampled with and without every option", () => {
      for (const option of Object.keys(options)) {
        expect(
          written.some((each) => option in each),
          option,
        ).toBe(true);
        expect(
          written.some((each) => !(option in each)),
          `without ${option}`,
        ).toBe(true);
      }
    });

    it("is the router of a config that names its class, whatever keywords that gives it", () => {
      for (const value of [undefined, null, 0, -1, 7, "many", Number.POSITIVE_INFINITY, {}]) {
        const keywords = new Proxy({}, { get: () => value });
        for (const [option, read] of Object.entries(rayRouter?.read(keywords) ?? {})) {
          expect(Object.keys(options), String(read)).toContain(option);
        }
      }
      if (rayRouter === undefined) return;
      const text = smallScenario.replace(
        "name: A,",
        `name: A, request_router_config: { request_router_class: "mine.${rayRouter.className}" },`,
      );
      const { scenario, warnings } = parseText(text);
      expect(scenario.primary.deployments[0]?.routing?.policy ?? names[0]).toBe(policy);
      expect(
        warnings.map(({ message }) => message).filter((message) => message.includes("is not known here")),
      ).toEqual([]);
    });
  },
);
