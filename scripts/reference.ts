import { writeFileSync } from "node:fs";
import { scenarioJsonSchema } from "../src/scenario/scenarioJsonSchema.ts";
import { summaryFields } from "../src/scenario/summaryFields.ts";
import { renderFaults } from "./reference/renderFaults.ts";
import { renderPolicies } from "./reference/renderPolicies.ts";
import { renderReference } from "./reference/renderReference.ts";
import { renderServiceKeys } from "./reference/renderServiceKeys.ts";

/**
 * Writes docs/scenario-reference.md from the schema of scenario files, docs/service-keys.md from the table of keys, docs/faults.md and
 * docs/router-policies.md from the definitions of faults and of router policies: `npm run reference`.
 */
writeFileSync(
  "docs/scenario-reference.md",
  renderReference(scenarioJsonSchema(), Object.keys(summaryFields)),
);
writeFileSync("docs/service-keys.md", renderServiceKeys());
writeFileSync("docs/faults.md", renderFaults());
writeFileSync("docs/router-policies.md", renderPolicies());
