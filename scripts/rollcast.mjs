// The command line from the sources, as `npm run simulate` and `npm run rollcast` start it: bundled anew only when a source has changed.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const cache = `${root}/.cache`;

const outdir = `${cache}/${stateOfSources()}`;
if (!existsSync(outdir)) await bundle();
await import(pathToFileURL(`${outdir}/main.js`).href);

function stateOfSources() {
  const hash = createHash("sha256");
  const files = ["src", "scripts"].flatMap((folder) =>
    readdirSync(`${root}/${folder}`, { recursive: true, encoding: "utf8" }).map(
      (path) => `${folder}/${path}`,
    ),
  );
  for (const path of [...files, "package-lock.json"].sort()) {
    const { mtimeMs, size } = statSync(`${root}/${path}`);
    hash.update(`${path} ${mtimeMs} ${size}\n`);
  }
  return hash.digest("hex").slice(0, 16);
}

async function bundle() {
  const { bundleCli } = await import("./bundleCli.mjs");
  // Two may start at the same time: each bundles in a folder of its own, and whoever is first wins.
  const own = `${outdir}-${process.pid}`;
  await bundleCli({ outdir: own, withPackages: false });
  try {
    renameSync(own, outdir);
  } catch (error) {
    rmSync(own, { recursive: true, force: true });
    if (!existsSync(outdir)) throw error;
  }
  // Not the newer ones: a run of older sources may still have to load its report.
  const daysOld = (name) => (Date.now() - statSync(`${cache}/${name}`).mtimeMs) / 86_400_000;
  for (const name of readdirSync(cache).filter((each) => /^[0-9a-f]{16}/.test(each) && daysOld(each) > 1)) {
    rmSync(`${cache}/${name}`, { recursive: true, force: true });
  }
}
