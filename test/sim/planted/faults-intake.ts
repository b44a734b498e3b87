import type { Fault } from "./fault.ts";

/** What arrives, what waits for it, and the clock. */
export const intake: readonly Fault[] = [
  {
    name: "an-arrival-is-taken-in-twice",
    breaks: "ST1",
    file: "engine/intake/receive.ts",
    find: "if (turn.get(inboundOf(id)).received)",
    replace: "if (turn.get(inboundOf(id)).received && arrival.copyOf !== undefined)",
    also: [
      {
        file: "engine/intake/intake.ts",
        find: "      return received;\n",
        replace: "      return false;\n",
      },
    ],
  },
  {
    name: "an-ended-run-drops-its-mailbox",
    breaks: "ST8",
    file: "engine/close.ts",
    find: "for (const signal of mailbox) {",
    replace: "for (const signal of mailbox.slice(1)) {",
  },
  {
    name: "an-ended-run-holds-its-subject",
    breaks: "SU2",
    file: "engine/close.ts",
    find: "if (run.subject !== null && occupied.some((open) => open.run === id)) {",
    replace:
      "if (run.subject !== null && run.parent !== null && occupied.some((open) => open.run === id)) {",
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
    replace: "if (skip.length > 1) {",
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
    find: "if (control.clock !== null || inQuarantine(control)) return false;",
    replace: "if (inQuarantine(control)) return false;",
  },
  {
    name: "a-second-job-begins-for-a-busy-client",
    breaks: "SU2",
    file: "kernel/subject.ts",
    find: "subject.open.find((o) => o.runbook === runbook && (o.per ?? null) === per);",
    replace: "subject.open.find((o) => o.run === runbook && (o.per ?? null) === per);",
  },
  {
    name: "what-comes-for-a-busy-job-is-not-kept",
    breaks: "ST8",
    file: "engine/intake/route.ts",
    find: `  turn.emit(runOf(run), {
    type: "signal.received",
    data: { inbound: offered.id, type: offered.type },
    values: { event: offered.event },
    ...(offered.subject === null ? {} : { subject: offered.subject }),
  });
`,
    replace: "",
  },
  {
    name: "a-wait-does-not-end",
    breaks: "TM3",
    file: "engine/step/wait.ts",
    find: "if (step.endsAt !== null && step.endsAt <= context.turn.at) {",
    replace: "if (step.endsAt !== null && step.endsAt <= context.turn.at && step.on === null) {",
  },
];
