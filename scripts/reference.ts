import { writeFileSync } from "node:fs";
import { scenarioJsonSchema } from "../src/scenario/scenarioJsonSchema.ts";
import { summaryFields } from "../src/scenario/summaryFields.ts";
import { renderReference } from "./reference/renderReference.ts";

/** Writes docs/scenario-reference.md from the schema of scenario files: `npm run reference`. */
writeFileSync(
  "docs/scenario-reference.md",
  renderReference(scenarioJsonSchema(), Object.keys(summaryFields)),
);
