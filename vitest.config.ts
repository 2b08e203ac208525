import { defineConfig } from "vitest/config";

/** These tests put a file system of their own in the place of Node's, which a shared worker may have loaded already. */
const TESTS_WITH_OWN_MODULES = ["test/cli/reportFolder/crashes.test.ts"];

export default defineConfig({
  test: {
    testTimeout: 600_000,
    hookTimeout: 600_000,
    maxWorkers: "100%",
    projects: [
      {
        extends: true,
        // Rollcast keeps no state between calls, so files share a worker: loading the sources anew for each costs a third of the time.
        test: {
          name: "shared",
          include: ["test/**/*.test.ts"],
          exclude: TESTS_WITH_OWN_MODULES,
          isolate: false,
        },
      },
      { extends: true, test: { name: "own", include: TESTS_WITH_OWN_MODULES } },
    ],
  },
});
