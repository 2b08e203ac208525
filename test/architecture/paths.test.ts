import { existsSync, readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { expect, it } from "vitest";

const pages = [
  "CONTRIBUTING.md",
  "README.md",
  ...readdirSync("docs", { recursive: true, encoding: "utf8" })
    .map((path) => `docs/${path.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".md")),
];

it.each(pages)("%s names no file and links to no page that is not there", (page) => {
  const text = readFileSync(page, "utf8");
  const named = [...text.matchAll(/`((?:src|test|scripts|docs)\/[\w./-]+)`/g)].map(([, path]) => path ?? "");
  const linked = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, path]) =>
    posix.join(posix.dirname(page), path ?? ""),
  );
  expect([...named, ...linked].filter((path) => !existsSync(path))).toEqual([]);
});
