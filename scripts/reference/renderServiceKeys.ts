import type { KeyEntry, KeyFate, KeyReader, KeySection } from "../../src/scenario/keys/KeyEntry.ts";
import { serviceKeySections } from "../../src/scenario/keys/serviceKeys.ts";

const head = `# Keys of a service config

Every key that Ray Serve 2.60.0 (\`ServeDeploySchema\`) or the Anyscale client 0.26.112 (\`ServiceConfig\`, and what it sends to
the service's API) knows, with what becomes of it here (\`npm run reference\` writes this page from \`src/scenario/keys\`; a test
holds the table to the packages):

- **modelled**: it shapes the forecast;
- **no part**: nothing that a forecast looks at; all such keys of a config are listed in one note;
- **not played**: it changes what runs, and the forecast does not follow: a warning says what it would change, and names the key
  of the scenario that can stand in;
- **former name**: taken where \`ray_version\` is one that takes it.

A key that is in no table is unknown where it stands. Real systems are mostly silent there; the forecast does what they do, and a
warning tells it, with the key that was probably meant.
`;

const readers: { readonly [reader in KeyReader]: string } = {
  "ray-ignores": "Ray Serve ignores unknown keys here in silence.",
  "ray-refuses": "Ray Serve refuses a config with unknown keys here, and so do we.",
  "client-refuses": "The Anyscale client refuses unknown keys here.",
  both: "Ray Serve ignores unknown keys here in silence, the Anyscale client refuses them.",
  api: "Sent to the service's API; files of the present client do not have it.",
};

/** The page of all keys of a service config: a table for each map of it. */
export function renderServiceKeys(): string {
  return `${[head, ...serviceKeySections.map(renderSection)].join("\n")}`;
}

function renderSection({ path, reader, keys }: KeySection): string {
  const rows = Object.entries(keys).map(([key, entry]) => `| \`${key}\` | ${row(entry)} |`);
  const title = path === "" ? "The service config" : `\`${path}\``;
  return `## ${title}

${readers[reader]}

| key | what becomes of it | | where left out |
|---|---|---|---|
${rows.join("\n")}
`;
}

function row({ fate, otherwise, document }: KeyEntry): string {
  const { word, text } = describeFate(fate);
  const source = document === undefined ? "" : ` (${document})`;
  return `${word} | ${text}${source} | ${otherwise ?? ""}`;
}

function describeFate(fate: KeyFate): { readonly word: string; readonly text: string } {
  switch (fate.kind) {
    case "modelled":
      return { word: "modelled", text: fate.as };
    case "idle":
      return { word: "no part", text: fate.because };
    case "unmodelled":
      return {
        word: "**not played**",
        text: fate.instead === null ? fate.effect : `${fate.effect}; instead: ${fate.instead}`,
      };
    case "deprecated":
      return { word: "former name", text: `of \`${fate.now}\`, until ray ${fate.until}` };
    default:
      return fate satisfies never;
  }
}
