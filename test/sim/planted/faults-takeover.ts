import type { Fault } from "./fault.ts";

/** A company that was restored or copied, and may have gone on elsewhere. */
export const takeover: readonly Fault[] = [
  {
    name: "nobody-sees-the-quarantine",
    breaks: "QU1",
    file: "kernel/control.ts",
    find: "return takeover !== null && takeover.admittedAt === null;",
    replace: "return takeover !== null && takeover.epoch === 0;",
  },
  {
    name: "the-takeover-is-not-recorded",
    breaks: "QU4",
    file: "engine/owner.ts",
    find: "      await takeOver(owner.office.book, options.store);\n",
    replace: "",
  },
  {
    name: "the-epoch-is-not-raised",
    breaks: "QU4",
    file: "engine/assemble.ts",
    find: 'epoch: Number((await store.getMeta("epoch")) ?? "1"),',
    replace: "epoch: 1,",
  },
  {
    name: "an-act-of-the-past-is-performed-without-a-look",
    breaks: "QU3",
    file: "engine/effect/past.ts",
    find: "act !== undefined && isWaiting(act) && isOpen(context, act.sought)",
    replace: "act === undefined",
  },
  {
    name: "an-undo-of-the-past-is-performed-without-a-look",
    breaks: "UN4",
    file: "engine/effect/undo.ts",
    find: "  if (mustSeekUndo(context, token)) return { work: seekUndo(context, token), done: false };\n",
    replace: "",
  },
  {
    name: "what-is-read-again-after-a-restore-is-news",
    breaks: "PA1",
    file: "engine/effect/past.ts",
    find: "return occurredAt <= admittedAt || occurredAt > at;",
    replace: "return occurredAt > at;",
  },
  {
    name: "a-slot-that-comes-again-after-a-restore-is-new",
    breaks: "PA1",
    file: "engine/effect/past.ts",
    find: "return Number.parseInt(key, 10) <= admittedAt;",
    replace: "return false;",
  },
  {
    name: "what-is-found-after-a-restore-is-done-again",
    breaks: "SK1",
    file: "engine/effect/seek.ts",
    find: '? { kind: "found", result: found.result }',
    replace: '? { kind: "absent" }',
  },
  {
    name: "a-look-up-that-failed-is-taken-for-absence",
    breaks: "SK4",
    file: "engine/effect/seek.ts",
    find: 'return { kind: "later", until: office.clock.now() + pauseMs };',
    replace: 'return { kind: "absent" };',
  },
];
