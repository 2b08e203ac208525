// Compiles src to dist: of the library one JavaScript file and one declaration file a source file, nothing bundled; the command line as
// a bundle with the code of its packages, and their licences beside it.
import { execFileSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundleCli } from "./bundleCli.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
rmSync(`${root}/dist`, { recursive: true, force: true });
execFileSync(process.execPath, [`${root}/node_modules/typescript/bin/tsc`, "-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});
const packages = await bundleCli({ outdir: `${root}/dist/cli`, withPackages: true });
writeFileSync(`${root}/dist/cli/LICENSES.txt`, [...packages].sort().map(licenceOf).join("\n"));
chmodSync(`${root}/dist/cli/main.js`, 0o755);

function licenceOf(name) {
  const folder = `${root}/node_modules/${name}`;
  const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text = file === undefined ? "" : readFileSync(`${folder}/${file}`, "utf8");
  return `${name} ${version} (${license})\n${"-".repeat(40)}\n${text.trim()}\n`;
}
