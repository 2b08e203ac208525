/** Puts the plain `describe`, `it` and `expect` of `testCases.mjs` in the place of vitest's, which need a worker of vitest. */
export function resolve(specifier, context, nextResolve) {
  if (specifier !== "vitest") return nextResolve(specifier, context);
  return { url: new URL("testCases.mjs", import.meta.url).href, shortCircuit: true };
}
