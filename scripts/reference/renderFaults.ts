import { faultRegistry } from "../../src/faults/faultRegistry.ts";

const head = `# Faults

What can go wrong in a scenario (\`faults\`), from the definitions in \`src/faults/kinds\` (\`npm run reference\` writes this page). When a
fault strikes, and what else it can be told: [scenario reference](scenario-reference.md#faults). How faults work where the documents
are silent: [decisions](decisions/faults.md). How to add one: [recipe](recipes/add-a-fault.md).

| kind | what happens |
| --- | --- |
`;

/** The page of faults: every kind and its sentence. */
export function renderFaults(): string {
  const rows = faultRegistry.map(
    ({ kind, sentence }) => `| [\`${kind}\`](scenario-reference.md#${kind}) | ${sentence} |\n`,
  );
  return head + rows.join("");
}
