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
    name: "a-thrown-turn-leaves-its-rows",
    breaks: "JN2",
    file: "ledger/journal.ts",
    find: "        for (const operation of project(event)) batch.rows.push(operation);",
    replace:
      "        for (const operation of project(event)) if (event.seq % 7 !== 0) batch.rows.push(operation);",
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
    find: "const id = idOf(office, runbook, trigger);",
    replace:
      "const id = idOf(office, runbook, { ...trigger, key: `${trigger.key}-${turn.nextSeq}` });",
  },
  {
    name: "a-stale-attempt-commits",
    breaks: "LE1",
    file: "engine/step/agent.ts",
    find: "|| attemptOf(now) !== attempt) return;",
    replace: ") return;",
  },
  {
    name: "a-claim-whose-holder-died-is-kept",
    breaks: "LE3",
    file: "engine/advance.ts",
    find: 'if (step.status === "claimed") giveUpLost(atStep(whole, path) ?? whole);',
    replace: "",
  },
];
