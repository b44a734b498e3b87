import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Outcome } from "../../api/contract/desk.ts";
import type { VirtualClock } from "../../engine/clock.ts";
import { parse as parseDuration } from "../../value/duration.ts";
import { textOf } from "../../value/json.ts";
import { dayOf } from "../../value/locale.ts";
import { instantOf } from "../../value/local-time.ts";
import type {
  Answering,
  BankLine,
  Entry,
  Mail,
  OpenInvoice,
} from "../../workspace/scenario/when.ts";
import type { Opened } from "../open.ts";
import type { Places } from "../places.ts";
import { changed } from "../tour/change.ts";
import { bankText } from "./bank.ts";
import { type Act, actsOf } from "./acts.ts";
import { dropFolder } from "./forms.ts";
import { subjectBehind, targetOf } from "./given.ts";
import { openItems } from "./items.ts";
import { addressIn, mailText } from "./mail.ts";

/**
 * Plays what happens in a scenario, one entry after the other.
 *
 * PE1 The clock moves only when nothing is under way, to the next entry or timer, whichever is first.
 * PE2 An entry that cannot be played ends the scenario: what stands behind it would prove nothing.
 */
export type Stage = { opened: Opened; places: Places; clock: VirtualClock; arrived: number };

export async function play(stage: Stage, entry: Entry): Promise<void> {
  await reach(stage, timeOf(stage, entry));
  await perform(stage, entry);
  await stage.opened.owner.quiet();
}

function timeOf({ clock, opened }: Stage, entry: Entry): number {
  const { timeZone } = opened.owner.office.settings.company;
  if ("wait" in entry) return clock.now() + parseDuration(entry.wait);
  const local = "until" in entry ? entry.until : entry.at;
  if (local !== undefined) {
    const at = instantOf(local, timeZone);
    if (at < clock.now()) throw new Error(`"${local}" is past by then; put it in order of time`);
    return at;
  }
  const { after } = entry as { after?: string };
  return clock.now() + (after === undefined ? 0 : parseDuration(after));
}

/** Timers that may fire in one wait: a year with one every quarter of an hour. */
const mostTimers = 40_000;

/** PE1. */
async function reach({ opened, clock }: Stage, at: number): Promise<void> {
  await opened.owner.quiet();
  let fired = 0;
  for (let due = clock.next(); due !== null && due < at; due = clock.next()) {
    if (++fired > mostTimers) throw new Error("too much falls due in this time; wait for less");
    clock.moveTo(due);
    await opened.owner.quiet();
  }
  clock.moveTo(at);
  await opened.owner.quiet();
}

async function perform(stage: Stage, entry: Entry): Promise<void> {
  const { desk } = stage.opened;
  if ("mail" in entry) return receive(stage, entry.mail);
  if ("bank" in entry) return state(stage, entry.bank);
  if ("bring" in entry) return bring(stage, entry.bring);
  if ("answer" in entry) return answer(stage, entry.answer);
  if ("request" in entry) {
    const { runbook, input = {}, refused } = entry.request;
    const requestId = `${stage.clock.now()}-${++stage.arrived}`;
    const outcome = await desk.start({ runbook, input, requestId });
    return refused === undefined ? accepted(outcome) : turnedDown(outcome, refused);
  }
  if ("cancel" in entry) return cancel(stage, entry.cancel);
  if ("pause" in entry)
    return accepted(await desk.pause(targetOf(entry.pause), "the scenario says so"));
  if ("resume" in entry) return accepted(await desk.resume(targetOf(entry.resume)));
  if ("hold" in entry) return accepted(await desk.hold(null));
  if ("stop" in entry) await desk.stop(entry.stop);
}

function accepted(outcome: Outcome): void {
  if (!outcome.ok) throw new Error(outcome.message);
}

function turnedDown({ ok, message }: Outcome, why: string): void {
  if (ok) throw new Error(`it was to be refused ("${why}"), but ${message}`);
  if (!message.includes(why)) throw new Error(`it was to be refused with "${why}": ${message}`);
}

async function bring({ opened }: Stage, invoices: readonly OpenInvoice[]): Promise<void> {
  const rows = invoices.map(({ client, number, amount, open = amount, due, reference = "" }, i) => {
    return { line: i + 1, client, number, gross: amount, open, due, reference };
  });
  const { refused } = await opened.desk.bring({ what: "invoices", dryRun: false, rows });
  const [first] = refused;
  if (first !== undefined) throw new Error(first.reason);
}

async function receive(stage: Stage, mail: string | Mail): Promise<void> {
  if (typeof mail === "string") {
    return arrive(stage, "mail.received", ".eml", await fileOf(stage, mail));
  }
  const sender = addressIn(mail.from);
  const { personas } = stage.opened.owner.office.settings.company;
  const text = mailText(mail, {
    id: `scenario-${stage.arrived + 1}@${sender.slice(sender.lastIndexOf("@") + 1)}`,
    at: stage.clock.now(),
    to: Object.values(personas)[0]?.address ?? "",
    inReplyTo: mail.replies === true ? await lastLetter(stage, sender) : null,
  });
  return arrive(stage, "mail.received", ".eml", Buffer.from(text));
}

async function lastLetter(stage: Stage, to: string): Promise<string> {
  const sent = (await actsOf(stage.opened)).findLast(
    ({ args, fate }) => fate === "done" && args["to"] === to,
  );
  const id = sent?.result["messageId"];
  if (typeof id !== "string") throw new Error(`no letter went to ${to} that it could answer`);
  return id.replaceAll(/[<>]/g, "");
}

async function state(stage: Stage, bank: string | readonly BankLine[]): Promise<void> {
  if (typeof bank === "string") {
    return arrive(stage, "bank.statement", path.extname(bank), await fileOf(stage, bank));
  }
  const acts = await actsOf(stage.opened);
  const lines = [];
  for (const line of bank) lines.push(await filledIn(stage, acts, line));
  return arrive(stage, "bank.statement", ".csv", Buffer.from(bankText(lines)));
}

async function filledIn(stage: Stage, acts: readonly Act[], line: BankLine) {
  const { pays, amount, name, reference, iban = "" } = line;
  const on =
    line.on ?? dayOf(stage.clock.now(), stage.opened.owner.office.settings.company.timeZone);
  const invoice = pays === undefined ? null : await invoiceOf(stage, acts, pays);
  const paid = amount ?? invoice?.gross;
  if (paid === undefined) throw new Error("a line of the bank needs an amount, or what it pays");
  const said = reference ?? (invoice === null ? "" : `${invoice.reference} ${invoice.number}`);
  return { on, name: name ?? pays ?? "", iban, reference: said, amount: paid };
}

async function invoiceOf(stage: Stage, acts: readonly Act[], pays: string) {
  const subject = pays.includes("@") ? await subjectBehind(stage.opened, pays) : null;
  const found = acts.findLast(
    (act) =>
      act.fate === "done" &&
      typeof act.result["gross"] === "string" &&
      (pays.includes("@") ? act.subject === subject : act.result["number"] === pays),
  );
  if (found === undefined) throw new Error(`no invoice was issued that "${pays}" names`);
  const { number, reference, gross } = found.result;
  return { number: textOf(number), reference: textOf(reference), gross: textOf(gross) };
}

async function fileOf({ places }: Stage, file: string): Promise<Buffer> {
  try {
    return await readFile(path.join(places.workspace, file));
  } catch (error) {
    throw new Error(`there is no file "${file}" in the company's folder`, { cause: error });
  }
}

/** Into the drop folder of the connector that brings such arrivals. */
async function arrive(stage: Stage, type: string, ends: string, bytes: Buffer): Promise<void> {
  const { owner } = stage.opened;
  const [name] = [...owner.office.connectors].find(([, c]) => c.source?.emits.includes(type)) ?? [];
  if (name === undefined) throw new Error(`no connector brings any ${type}`);
  const folder = path.join(stage.places.data, dropFolder(name));
  await mkdir(folder, { recursive: true });
  stage.arrived += 1;
  const file = `${String(stage.arrived).padStart(4, "0")}${ends}`;
  await writeFile(path.join(folder, file), bytes);
  await owner.intake.scanAll();
}

async function answer(stage: Stage, answering: Answering): Promise<void> {
  const { desk } = stage.opened;
  const { say, change, value, because } = answering;
  const item = await desk.item(await itemOf(stage, answering));
  const edited = change === undefined ? value : changed(item.shown, change);
  accepted(
    await desk.answer(item.number, {
      answer: say,
      digest: item.digest,
      ...(edited === undefined ? {} : { value: edited }),
      ...(because === undefined ? {} : { reason: because }),
    }),
  );
}

async function itemOf(stage: Stage, { from, step, about = "" }: Answering): Promise<number> {
  const subject = from === undefined ? null : await subjectBehind(stage.opened, from);
  const items = await openItems(stage.opened);
  const meant = items.find(
    (item) =>
      (from === undefined || item.subject === subject) &&
      (step === undefined || item.step === step) &&
      item.title.includes(about),
  );
  if (meant !== undefined) return meant.number;
  const titles = items.map(({ title }) => `"${title}"`).join(", ");
  const waits = titles === "" ? "nothing waits for her" : `what waits is ${titles}`;
  throw new Error(`nothing of that name waits for her; ${waits}`);
}

async function cancel(
  stage: Stage,
  { from, runbook, because }: { from?: string | undefined; runbook: string; because: string },
): Promise<void> {
  const { desk, owner } = stage.opened;
  const subject = from === undefined ? null : await subjectBehind(stage.opened, from);
  const [job] = await owner.store.find({
    table: "run",
    where: { runbook, status: "open", ...(subject === null ? {} : { subject }) },
    order: [{ column: "number" }],
    limit: 1,
  });
  if (job === undefined) throw new Error(`no job of "${runbook}" is under way`);
  accepted(await desk.cancel(Number(job["number"]), because));
}
