import type { Fault } from "./fault.ts";

/**
 * Syncs that are left out by the simulated disk, whose order of writes and syncs is that of the store. SQLite
 * and the file system stand outside the simulation: for theirs see test/faults/unsynced.test.ts.
 */
const file = "../test/sim/cache.ts";

export const disk: readonly Fault[] = [
  {
    name: "a-commit-is-answered-before-its-log-is-synced",
    breaks: "SP1",
    file,
    find: "    else this.#log = [];\n  }\n\n  /** BL1",
    replace: "  }\n\n  /** BL1",
  },
  {
    name: "a-file-is-answered-for-before-its-name-is-synced",
    breaks: "SP3",
    file,
    find: 'if (change.method.endsWith("Blob")) this.#names.delete(change);\n    else this.#log = [];',
    replace: 'if (!change.method.endsWith("Blob")) this.#log = [];',
  },
  {
    name: "a-file-has-its-name-before-its-bytes-are-synced",
    breaks: "BL1",
    file,
    find: "      this.#syncBytes(change);\n",
    replace: "",
  },
];
