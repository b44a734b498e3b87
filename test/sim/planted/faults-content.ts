import type { Fault } from "./fault.ts";

/** Personal content: sealed, under keys that last, and gone once it is forgotten. */
export const content: readonly Fault[] = [
  {
    name: "content-is-kept-unsealed",
    breaks: "SE1",
    file: "ledger/seal.ts",
    find: "if (subject === null) return bytes;",
    replace: 'if (subject !== "") return bytes;',
  },
  {
    name: "files-are-kept-unsealed",
    breaks: "SF1",
    file: "ledger/sealed-files.ts",
    find: "return `${await blobs.putBlob(encrypt(bytes, key))}${key}`;",
    replace: "return `${await blobs.putBlob(bytes)}${key}`;",
  },
  {
    name: "keys-are-not-synced-before-what-they-seal",
    breaks: "KY2",
    file: "ledger/journal.ts",
    find: "      await this.#options.sealer.synced();\n",
    replace: "",
  },
  {
    name: "forgotten-while-a-job-is-under-way",
    breaks: "FG2",
    file: "engine/forget.ts",
    find: "if (jobs.length === 0) break;",
    replace: "break;",
    also: [
      {
        file: "kernel/subject.ts",
        find: "if (subject.leaving === null || subject.open.length > 0) {",
        replace: "if (subject.leaving === null) {",
      },
    ],
  },
  {
    name: "the-key-of-who-is-forgotten-stays",
    breaks: "FG3",
    file: "ledger/seal.ts",
    find: "forget: (subject, at) => keys.destroy(subject, at),",
    replace: "forget: () => keys.synced(),",
  },
  {
    name: "the-values-of-who-is-forgotten-stay",
    breaks: "FG3",
    file: "engine/erase.ts",
    find: "  await store.dropValues(seqs);\n",
    replace: "",
  },
  {
    name: "who-is-forgotten-is-not-noted-as-forgotten",
    breaks: "FG4",
    file: "engine/forget.ts",
    find: "for (const { subject } of begun) await this.finish(String(subject));",
    replace: "",
    also: [
      {
        file: "engine/forget.ts",
        find: "      this.finish(id).catch((error: unknown) => this.#fault(error));\n",
        replace: "",
      },
    ],
  },
  {
    name: "what-names-who-is-forgotten-stays",
    breaks: "FG6",
    file: "engine/forget.ts",
    find: "await this.#wipe([...members.map(alone), ...named]);",
    replace: "await this.#wipe(members.map(alone));",
  },
  {
    name: "what-a-backup-brings-back-is-remembered-again",
    breaks: "FG5",
    file: "engine/forget.ts",
    find: "      await this.#applyList();\n",
    replace: "",
  },
];
