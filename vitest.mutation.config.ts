import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that enumerate whole domains: they come last, so that a mutant which a quick test notices never meets them. */
const slowFiles = [
  "choosePowerOfTwo.test.ts",
  "balance.theory.test.ts",
  "policies.laws.test.ts",
  "planRollout.laws.test.ts",
  "planController.test.ts",
  "planRollback.test.ts",
  "mutations.test.ts",
  "planProperties.test.ts",
  "simulationProperties.test.ts",
];

class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const cost = ({ moduleId }: TestSpecification) => slowFiles.findIndex((name) => moduleId.endsWith(name));
    return files.sort((a, b) => cost(a) - cost(b) || (a.moduleId < b.moduleId ? -1 : 1));
  }
}

/** Tests in place of the usual ones, for a run over another room: patterns with commas between them. */
const ownTests = process.env.ROLLCAST_MUTATION_TESTS?.split(",");

/** The tests that `npm run mutate` holds mutants against: those of the rooms that it mutates. */
export default defineConfig({
  test: {
    include: ownTests ?? [
      "test/rollout/**/*.test.ts",
      "test/serve/**/*.test.ts",
      "test/invariants/**/*.test.ts",
      "test/workload/clients.test.ts",
      // The laws also have to hold on random plans and results: a check that is too strict shows only there.
      "test/properties/{plan,simulation}Properties.test.ts",
    ],
    env: { ROLLCAST_RUNS: "0.2" },
    exclude: ["test/**/*.imports.test.ts", "test/serve/Re*.test.ts", "test/serve/routing/Router.test.ts"],
    testTimeout: 120_000,
    sequence: { sequencer: QuickFirst },
  },
});
