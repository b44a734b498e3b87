import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { lineOf } from "../../api/desk/inbox.ts";
import { runOf } from "../../engine/streams.ts";
import type { Row } from "../../ledger/table.ts";
import type { JsonObject } from "../../value/json.ts";
import type { Settings } from "../../workspace/release.ts";
import type { Opened } from "../open.ts";
import type { Places } from "../places.ts";
import { bankFile, billed, type Billed, type Paid } from "./bank-file.ts";
import { bringAlong } from "./bring-along.ts";
import { changed } from "./change.ts";
import { placeFile } from "./place-file.ts";
import type { Answering, Arrive, Cancel, Entry, Start, Statement } from "./script.ts";

/**
 * Plays the entries of a script: files appear in the drop folders, the operator answers at her desk.
 *
 * PY1 What an entry leaves behind shows that it was played: its file, a settled item, an ended job.
 *     Nothing else is kept, so a crash between two entries loses and repeats nothing.
 */
export type Stage = { opened: Opened; places: Places };

/** Where mails and bank files of the tour appear, below the data folder. */
export const mailFolder = path.join("in", "mail");
const bankFolder = path.join("in", "bank");

/** The example reads its own mails where they lie; on the tour they arrive one by one. */
export function ownMailbox(settings: Settings): Settings {
  const inbox = settings.connectors["inbox"];
  if (inbox === undefined) return settings;
  const moved = { ...inbox, settings: { ...inbox.settings, folder: mailFolder } };
  return { ...settings, connectors: { ...settings.connectors, inbox: moved } };
}

/** The file that an entry makes appear; null for one that is no arrival. */
export function fileOf(places: Places, entry: Entry): string | null {
  if ("arrive" in entry) return path.join(places.data, mailFolder, path.basename(entry.arrive));
  if ("statement" in entry) return path.join(places.data, bankFolder, entry.statement.file);
  return null;
}

/** True if it was played before. */
export async function played(stage: Stage, entry: Entry): Promise<boolean> {
  const file = fileOf(stage.places, entry);
  if (file !== null) return existsSync(file);
  if ("cancel" in entry) return (await jobsOf(stage, entry)).length === 0;
  if ("start" in entry) return (await startedBy(stage, entry)) > entry.nth;
  if ("bring" in entry) return bringAlong(stage.opened.desk, entry, "look");
  if (!("answer" in entry)) return false;
  return (await itemOf(stage, entry))?.open === false;
}

export async function play(stage: Stage, entry: Entry): Promise<void> {
  try {
    if ("arrive" in entry) await arrive(stage, entry);
    else if ("statement" in entry) await state(stage, entry);
    else if ("answer" in entry) await answer(stage, entry);
    else if ("start" in entry) await start(stage, entry);
    else if ("bring" in entry) await bringAlong(stage.opened.desk, entry, "take");
    else await cancel(stage, entry);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot play "${entry.id}": ${reason}`, { cause: error });
  }
}

async function arrive({ opened, places }: Stage, entry: Arrive): Promise<void> {
  const bytes = await readFile(path.join(places.workspace, entry.arrive));
  await placeFile(path.join(places.data, mailFolder, path.basename(entry.arrive)), bytes);
  await opened.owner.intake.scanAll();
}

async function state(stage: Stage, { statement }: Statement): Promise<void> {
  const { opened, places } = stage;
  const { file, lines, paid } = statement;
  const given =
    lines === undefined ? null : await readFile(path.join(places.workspace, lines), "utf8");
  const payments: Paid[] = [];
  for (const { from, ...payment } of paid) {
    payments.push({ ...payment, invoice: await invoiceOf(stage, from) });
  }
  const text = bankFile(given, payments);
  await placeFile(path.join(places.data, bankFolder, file), Buffer.from(text));
  await opened.owner.intake.scanAll();
}

async function answer(stage: Stage, entry: Answering): Promise<void> {
  const { desk } = stage.opened;
  const { say, change, because } = entry.answer;
  const item = await itemOf(stage, entry);
  if (item?.open !== true) throw new Error("nothing of that name waits for her");
  const { number } = item;
  const { digest, shown } = await desk.item(number);
  const outcome = await desk.answer(number, {
    answer: say,
    digest,
    ...(change === undefined ? {} : { value: changed(shown, change) }),
    ...(because === undefined ? {} : { reason: because }),
  });
  if (!outcome.ok) throw new Error(outcome.message);
}

async function cancel(stage: Stage, entry: Cancel): Promise<void> {
  const [job] = await jobsOf(stage, entry);
  if (job === undefined) throw new Error(`${entry.cancel.from} has no job under way`);
  const outcome = await stage.opened.desk.cancel(Number(job["number"]), entry.cancel.because);
  if (!outcome.ok) throw new Error(outcome.message);
}

async function start(stage: Stage, { id, start: { process, input } }: Start): Promise<void> {
  // In JSON by its schema.
  const request = { runbook: process, input: input as JsonObject, requestId: id };
  const outcome = await stage.opened.desk.start(request);
  if (!outcome.ok) throw new Error(outcome.message);
}

async function startedBy({ opened }: Stage, { start: { process } }: Start): Promise<number> {
  return opened.owner.store.count({ table: "run", where: { runbook: process } });
}

async function itemOf(
  stage: Stage,
  entry: Answering,
): Promise<{ number: number; open: boolean } | null> {
  const { owner } = stage.opened;
  const { from, step, about = "" } = entry.answer;
  const subject = from === undefined ? null : await subjectOf(stage, from);
  const rows = await owner.store.find({
    table: "item",
    ...(subject === null ? {} : { where: { subject } }),
    order: [{ column: "number" }],
  });
  let before = entry.nth;
  for (const row of rows) {
    if (step !== undefined && step !== String(row["about"]).split("/").at(-1)) continue;
    if (!(await lineOf(owner, row)).title.includes(about)) continue;
    if (before === 0) return { number: Number(row["number"]), open: row["status"] === "open" };
    before -= 1;
  }
  return null;
}

/** Whoever wrote from there, or is on record with it. Nobody yet: an id that no subject has. */
async function subjectOf({ opened }: Stage, address: string): Promise<string> {
  const { store } = opened.owner;
  const onRecord = { kind: "client", field: "email", value: JSON.stringify(address) };
  const [row] = [
    ...(await store.find({ table: "party", where: { address }, limit: 1 })),
    ...(await store.find({ table: "fact", where: onRecord, limit: 1 })),
  ];
  return typeof row?.["subject"] === "string" ? row["subject"] : "";
}

async function jobsOf(
  stage: Stage,
  { cancel: { from, process } }: Cancel,
): Promise<readonly Row[]> {
  const where = { subject: await subjectOf(stage, from), runbook: process, status: "open" };
  return stage.opened.owner.store.find({ table: "run", where });
}

/** The invoice that stands for them in the books. */
async function invoiceOf(stage: Stage, from: string): Promise<Billed> {
  const { owner } = stage.opened;
  const where = { subject: await subjectOf(stage, from), status: "applied" };
  for (const act of await owner.store.find({ table: "act", where })) {
    const { run } = await owner.office.book.read(runOf(String(act["run"])));
    const found = billed(run.effects[String(act["token"])]?.result?.value);
    if (found !== null) return found;
  }
  throw new Error(`no invoice was issued to ${from}`);
}
