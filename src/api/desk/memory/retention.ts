import type { Owner } from "../../../engine/owner.ts";
import type { Hindrance, KindPlan, Plan } from "../../../engine/retention/retention.ts";
import { nextSlot } from "../../../kernel/slots.ts";
import { type Kind, retentionCron, type Rule } from "../../../memory/retention.ts";
import type { Removed, RetentionKind, RetentionPlan } from "../../contract/retention.ts";
import type { LastCopy } from "../forget.ts";

const what: Record<Kind, string> = {
  prompts: "what models were asked and answered",
  drafts: "drafts of ended jobs that were never sent",
  noAction: "arrivals that needed nobody",
  mails: "mails of ended jobs",
  passages: "conversations that you imported",
  byHand: "jobs you started by hand that did nothing outside",
  notes: "morning notes",
};

const forGood = [
  "invoices, credit notes and the books",
  "what was agreed: briefs, contracts and your answers",
  "letters and other acts that left",
  "what is on record",
  "of each call of a model when it was asked, by which step, what it was told by reference, tokens and cost",
  "bank lines",
];

const why = {
  underWay: "its job is under way",
  asked: "something open shows it",
  doubt: "an act whose outcome is not known may be looked up by it",
  sample: "drawn as part of the sample",
};

/** What goes by which rule and when, and what stays in spite of its rule; changes nothing. */
export async function retentionPlan(owner: Owner): Promise<RetentionPlan> {
  return viewOf(owner, await owner.retention.plan());
}

export async function retentionRun(owner: Owner, lastCopy: LastCopy): Promise<Removed> {
  const hindrance = await owner.retention.hindrance();
  if (hindrance !== null) {
    return { ok: false, ...hindered[hindrance], receipt: null };
  }
  const plan = await owner.retention.plan();
  const stores = await owner.retention.run(plan);
  const entries = [...plan.going.values()].reduce((sum, { length }) => sum + length, 0);
  if (entries === 0) {
    return { ok: true, code: "", message: "Nothing is due by your rules", receipt: null };
  }
  const { timeZone } = owner.office.settings.company;
  const copies = (await lastCopy()) === null ? "none" : "asBackups";
  const left = stores.reduce((sum, store) => sum + store.left, 0);
  const message = `Removed the content of ${entries} ${entries === 1 ? "entry" : "entries"} by your rules; that they were there can still be proved`;
  return {
    ok: left === 0,
    code: left === 0 ? "" : "content_left",
    message: left === 0 ? message : `${message}. Some of it was found afterwards; run it again`,
    receipt: { stores: [...stores], copies, lastCopyAt: null, timeZone },
  };
}

const hindered: Record<Exclude<Hindrance, null>, { code: string; message: string }> = {
  quarantine: {
    code: "quarantined",
    message:
      'Cannot remove anything: the company is in quarantine after a restore or a copy; let it act first, with "mainstay admit"',
  },
  clock: {
    code: "clock_doubted",
    message:
      'Cannot remove anything: the clock jumped, and ages may be wrong; confirm the time first, see "mainstay inbox"',
  },
};

async function viewOf(owner: Owner, plan: Plan): Promise<RetentionPlan> {
  const { timeZone } = owner.office.settings.company;
  const { now } = plan;
  const hindrance = await owner.retention.hindrance();
  return {
    kinds: plan.kinds.map(kindView),
    forGood: [...forGood],
    countedTo: plan.countedTo,
    now,
    nextAt: nextSlot(retentionCron, timeZone, now) ?? now,
    hindered: hindrance === null ? "" : hindered[hindrance].message,
    timeZone,
  };
}

function kindView({ kind, rule, stays, ...rest }: KindPlan): RetentionKind {
  return {
    kind,
    what: what[kind],
    ends: rule.keepMs !== null,
    rule: ruleText(rule),
    ...rest,
    stays: (["underWay", "asked", "doubt", "sample"] as const).flatMap((hold) =>
      stays[hold] === 0 ? [] : [{ entries: stays[hold], why: why[hold] }],
    ),
  };
}

const dayMs = 86_400_000;

function ruleText({ keepMs, sample, untilMs }: Rule): string {
  if (keepMs === null) return "for good";
  const first = daysText(keepMs);
  if (sample === null) return first;
  return `${first}, then one in ${sample} ${untilMs === null ? "for good" : `until ${daysText(untilMs)}`}`;
}

function daysText(ms: number): string {
  const days = ms / dayMs;
  return `${Number.isInteger(days) ? days : days.toFixed(1)} ${days === 1 ? "day" : "days"}`;
}
