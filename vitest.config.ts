import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";

const pure = "{value,kernel,policy,runbook,memory,views}";

/**
 * Folders whose tests leave nothing in their process that another would see: no environment, clock or
 * state of modules. They share workers, which are not started, with all modules read anew, for every
 * file. Any other file has a process to itself.
 */
const sharing = [
  `src/${pure}/**/*.test.ts`,
  "src/{bring,cli,engine,ledger,models,transfer}/**/*.test.ts",
  "src/api/desk/**/*.test.ts",
  "src/store/memory/**/*.test.ts",
  "test/engine/**/*.test.ts",
];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    pool: "forks",
    // By itself vitest leaves one core free, and most tests wait: for children, disks and locks.
    maxWorkers: availableParallelism() + 2,
    coverage: {
      provider: "v8",
      include: [`src/${pure}/**/*.ts`],
      // Nothing but what is missing: the rest is whole.
      reporter: [["text", { skipFull: true }]],
      thresholds: { 100: true },
    },
    projects: [
      {
        extends: true,
        test: {
          // Projects run in the order of their names: the long files begin first.
          name: "alone",
          include: ["src/**/*.test.ts", "test/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...sharing],
        },
      },
      { extends: true, test: { name: "sharing", include: sharing, isolate: false } },
    ],
  },
});
