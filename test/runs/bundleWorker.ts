import { mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/** The program of worker threads as the package has it: one file, which starts in a tenth of the time that the sources take. */
export async function bundleWorker(): Promise<{ readonly program: URL; remove(): void }> {
  // Below this folder, so that packages are found.
  const folder = mkdtempSync(join(resolve("node_modules"), ".rollcast-worker-"));
  const outfile = join(folder, "runWorker.js");
  await build({
    entryPoints: ["src/runs/workers/runWorker.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
  return { program: pathToFileURL(outfile), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
