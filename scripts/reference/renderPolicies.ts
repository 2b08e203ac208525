import { routingRegistry } from "../../src/serve/routing/routingRegistry.ts";

const head = `# Router policies

Which replica of a deployment gets a request (\`deployments.<name>.routing\`), from the definitions in \`src/serve/routing/policies\`
(\`npm run reference\` writes this page). The first is the default. What the options mean: [scenario
reference](scenario-reference.md). How the policies differ from Ray Serve's routers, and why: [decisions](decisions/routing.md). How to
add one: [recipe](recipes/add-a-router-policy.md).

| policy | which replica gets a request | options | class in a Ray Serve config |
| --- | --- | --- | --- |
`;

/** The page of router policies: each with its sentence, its options, and the class of Ray Serve that it is. */
export function renderPolicies(): string {
  const code = (name: string) => `\`${name}\``;
  const rows = routingRegistry.map(({ policy, sentence, options, rayRouter }) => {
    const cells = [
      code(policy),
      sentence,
      Object.keys(options).map(code).join(", "),
      rayRouter === undefined ? "" : code(rayRouter.className),
    ];
    return `| ${cells.join(" | ")} |\n`;
  });
  return head + rows.join("");
}
