import type { Fault } from "./fault.ts";

/** What arrives, what waits for it, and the clock. */
export const intake: readonly Fault[] = [
  {
    name: "an-arrival-is-taken-in-twice",
    breaks: "ST1",
    file: "engine/intake/receive.ts",
    find: "if (turn.get(inboundOf(id)).received)",
    replace: "if (turn.get(inboundOf(id)).received && turn.at % 2 === 3)",
  },
  {
    name: "an-ended-run-drops-its-mailbox",
    breaks: "ST8",
    file: "engine/close.ts",
    find: "for (const signal of mailbox) {",
    replace: "for (const signal of mailbox.slice(0, 0)) {",
  },
  {
    name: "a-busy-run-keeps-no-mailbox",
    breaks: "ST8",
    file: "engine/intake/route.ts",
    find: "return taken ?? toMailbox(turn, office, offered) ?? toTrigger(turn, office, offered);",
    replace:
      'return taken ?? toTrigger(turn, office, offered) ?? { fate: "queued", run: null, because: "", item: null };',
  },
  {
    name: "an-ended-run-holds-its-subject",
    breaks: "SU2",
    file: "engine/close.ts",
    find: "if (run.subject !== null && run.parent === null) {",
    replace: "if (run.subject !== null && run.parent === null && run.number < 0) {",
  },
  {
    name: "a-called-run-does-not-answer",
    breaks: "ST8",
    file: "engine/close.ts",
    find: "  if (run.parent !== null) answerParent(context, output);",
    replace: "",
  },
  {
    name: "a-slot-fires-twice",
    breaks: "TM2",
    file: "kernel/schedule.ts",
    find: "return { through: Math.max(schedule.through, event.data.slot) };",
    replace: "return { through: Math.max(schedule.through, event.data.slot - 1) };",
  },
  {
    name: "a-skipped-slot-is-not-recorded",
    breaks: "TM2",
    file: "engine/slots.ts",
    find: "if (skip.length > 0) {",
    replace: "if (skip.length > 1_000_000) {",
  },
  {
    name: "slots-missed-while-asleep-are-passed-over",
    breaks: "TM2",
    file: "engine/slots.ts",
    find: "const due = slotsBetween(trigger.cron, trigger.zone, through, turn.at, maxSlots);",
    replace:
      "const due = slotsBetween(trigger.cron, trigger.zone, Math.max(through, turn.at - 7_200_000), turn.at, maxSlots);",
  },
  {
    name: "timers-run-on-while-the-clock-is-doubted",
    breaks: "TM1",
    file: "engine/slots.ts",
    find: "if (turn.get(controlStream).clock !== null) return false;",
    replace: "",
  },
];
