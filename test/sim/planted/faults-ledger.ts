import type { Fault } from "./fault.ts";

/** The ledger, its one writer, and the process that owns it. */
export const ledger: readonly Fault[] = [
  {
    name: "acknowledged-before-the-commit",
    breaks: "JN1",
    file: "ledger/journal.ts",
    find: "    this.#committing = batch;\n",
    replace: "    this.#committing = batch;\n    batch.done.resolve();\n",
  },
  {
    name: "projected-outside-the-transaction",
    breaks: "LG3",
    file: "ledger/journal.ts",
    find: "        rows: batch.rows,",
    replace: "        rows: [],",
  },
  {
    name: "a-failed-commit-is-taken-for-done",
    breaks: "JN4",
    file: "ledger/journal.ts",
    find: "      return this.#fail(error, batch);",
    replace: "      void error;",
  },
  {
    name: "what-was-recorded-during-a-commit-is-forgotten",
    breaks: "JN3",
    file: "ledger/journal.ts",
    find: "    if (this.#open !== null) setImmediate(() => void this.#flush());",
    replace: "    this.#open = null;",
  },
  {
    name: "only-the-first-row-of-an-event-is-written",
    breaks: "LG3",
    file: "ledger/journal.ts",
    find: "for (const operation of project(event)) batch.rows.push(operation);",
    replace: "batch.rows.push(...project(event).slice(0, 1));",
  },
  {
    name: "a-woken-run-is-not-looked-at-again",
    breaks: "FL1",
    file: "engine/floor.ts",
    find: "      moving.again = true;",
    replace: "",
  },
  {
    name: "open-runs-are-not-woken-at-the-start",
    breaks: "OWN2",
    file: "engine/owner.ts",
    find: "    await this.wakeAll();\n    await this.agenda.open();",
    replace: "    await this.agenda.open();",
  },
  {
    name: "due-times-are-not-read-at-the-start",
    breaks: "TM3",
    file: "engine/owner.ts",
    find: "    await this.agenda.open();\n",
    replace: "",
  },
  {
    name: "the-same-cause-starts-a-second-run",
    breaks: "ST1",
    file: "engine/start.ts",
    find: "const id = runIdOf(office, runbook, trigger);",
    replace: 'const id = opaque(office, "run", runbook, trigger.key, String(turn.number()));',
  },
  {
    name: "a-claim-whose-holder-died-is-kept",
    breaks: "LE3",
    file: "engine/advance.ts",
    find: 'if (step.status === "claimed") giveUpLost(atStep(whole, path) ?? whole);',
    replace: "",
  },
  {
    name: "what-an-attempt-brings-back-late-is-taken",
    breaks: "LE1",
    file: "engine/step/reporter.ts",
    find: "|| attemptOf(now) !== attempt) return;",
    replace: ") return;",
    also: [
      {
        // A lease is lost although its holder works.
        file: "engine/step/claim.ts",
        find: "  if (!gone || !lost(step, { gone, renewedUntil: null }, turn.at)) return;\n",
        replace: "",
      },
    ],
  },
  {
    name: "a-leaf-is-hashed-like-any-bytes",
    breaks: "TR1",
    file: "ledger/tree.ts",
    find: "return digest(scratch.subarray(0, length));",
    replace: "return digest(scratch.subarray(1, length));",
  },
  {
    name: "an-inner-node-is-hashed-like-a-leaf",
    breaks: "TR1",
    file: "ledger/tree.ts",
    find: "const pair = Buffer.alloc(1 + 2 * hashBytes, 1);",
    replace: "const pair = Buffer.alloc(1 + 2 * hashBytes, 0);",
  },
];
