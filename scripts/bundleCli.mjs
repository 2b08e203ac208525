// Bundles the command line: Node needs longer to find and read some hundred small files than to run what most commands need of them.
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Writes `main.js` and what it loads on demand into a folder two below one that holds package.json.
 * @param {{ readonly outdir: string, readonly withPackages: boolean }} options `withPackages`: the code of packages as well.
 * @returns {Promise<ReadonlySet<string>>} the packages whose code is in it.
 */
export async function bundleCli({ outdir, withPackages }) {
  rmSync(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    // The program of worker threads stands beside whatever starts them.
    entryPoints: { main: "src/cli/main.ts", runWorker: "src/runs/workers/runWorker.ts" },
    outdir,
    bundle: true,
    splitting: true,
    platform: "node",
    target: "node20.19",
    format: "esm",
    packages: withPackages ? "bundle" : "external",
    // Names stay, for the stack of an internal error.
    minifySyntax: withPackages,
    minifyWhitespace: withPackages,
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
    // Some packages are CommonJS and ask for Node's own modules by `require`.
    banner: {
      js: 'import { createRequire as createRequireOfRollcast } from "node:module"; const require = createRequireOfRollcast(import.meta.url);',
    },
  });
  const packages = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]),
  );
  return new Set(packages.filter((name) => name !== undefined));
}
