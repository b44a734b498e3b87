import type { Node, Plan, Trigger } from "../kernel/plan.ts";
import { checkCron } from "../kernel/slots.ts";
import * as pointers from "../value/pointer.ts";
import * as amounts from "./amounts.ts";
import { reading, type TriggerText } from "./format.ts";
import { fit, type Mistake, mistake, type Source } from "./mistake.ts";
import { Steps } from "./steps.ts";

/** What a runbook's file leaves to the company. */
export type Defaults = { currency: string; timeZone: string };

/** `where` names, for each node's path, the JSON pointer of its body in the file. */
export type Compiled = {
  plan: Plan;
  source: Source;
  where: ReadonlyMap<string, string>;
};

/** A runbook's file as a plan: everything that can be told without knowing the rest of the workspace. */
export function compile(
  source: Source,
  version: string,
  defaults: Defaults,
): { ok: true; compiled: Compiled } | { ok: false; mistakes: Mistake[] } {
  const read = fit(reading, source);
  const steps = new Steps(source);
  const nodes = readSteps(source, steps);
  if (!read.ok) return { ok: false, mistakes: [...read.mistakes, ...steps.mistakes] };
  const file = read.value;
  const mistakes: Mistake[] = [];
  const length = (text: string | undefined, pointer: string) =>
    text === undefined ? null : amounts.length(text, source, pointer, mistakes);
  const plan: Plan = {
    runbook: file.runbook,
    purpose: file.purpose,
    version,
    triggers: triggers(file.trigger, source, defaults, mistakes),
    ...(file.title === undefined ? {} : { title: file.title }),
    ...(file.input === undefined ? {} : { input: file.input }),
    subject: file.subject ?? null,
    ...(file.per === undefined ? {} : { per: file.per }),
    budgetMicros:
      file.budget === undefined
        ? null
        : amounts.micros(file.budget.money, defaults.currency, source, "/budget/money", mistakes),
    slaMs: length(file.sla, "/sla"),
    steps: nodes,
    success: file.success ?? null,
    escalateAfterMs: length(file.escalate?.after, "/escalate/after"),
  };
  mistakes.push(...steps.mistakes);
  if (mistakes.length > 0) return { ok: false, mistakes };
  return { ok: true, compiled: { plan, source, where: steps.where } };
}

function readSteps(source: Source, steps: Steps): Node[] {
  const value = pointers.get(source.value, "/steps");
  return Array.isArray(value) ? steps.block(value, "/steps", "") : [];
}

function triggers(
  given: TriggerText | TriggerText[] | undefined,
  source: Source,
  defaults: Defaults,
  mistakes: Mistake[],
): Trigger[] {
  if (given === undefined) return [];
  const listed = Array.isArray(given);
  return (listed ? given : [given]).map((one, i): Trigger => {
    if (one === "request") return { on: "request" };
    if ("by" in one) return { on: "request", about: one.about };
    if ("on" in one) {
      const { some } = one;
      const chosen = some && { record: some.record, where: some.where ?? null };
      const base = { on: "event", type: one.on, when: one.when ?? null } as const;
      return chosen === undefined ? base : { ...base, some: chosen };
    }
    const zone = one.zone ?? defaults.timeZone;
    const wrong = checkCron(one.cron, zone);
    if (wrong !== null) {
      mistakes.push(
        mistake(
          source.at(listed ? `/trigger/${i}/cron` : "/trigger/cron"),
          `Cannot read the schedule "${one.cron}" in "${zone}": ${wrong}`,
          `write five fields, minute hour day month weekday, such as "0 9 * * 1-5"`,
        ),
      );
    }
    const base = { on: "time", cron: one.cron, zone, missed: one.missed ?? "latest" } as const;
    const { about } = one;
    if (about === undefined) return base;
    return { ...base, about: { record: about.each, where: about.where ?? null } };
  });
}
