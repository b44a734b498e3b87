import type { Turn } from "../../engine/turn.ts";
import type { Owner } from "../../engine/owner.ts";
import { inboundOf, runOf, subjectOf } from "../../engine/streams.ts";
import type { Leaving } from "../../kernel/subject.ts";
import type { Row } from "../../ledger/table.ts";
import { isObject } from "../../value/json.ts";
import type { ForgetPreview, ForgetRequest } from "../contract/forget.ts";
import type { Outcome } from "../contract/desk.ts";
import type { Receipt } from "../contract/retention.ts";
import { unmarked } from "../../engine/memory/kept-under.ts";
import { clientMeant } from "./client.ts";
import { dayText } from "./days.ts";
import { hindrances, numbersOf, openLine } from "./ending-jobs.ts";
import { staysOutside } from "./outside.ts";
import { operator } from "../../engine/who.ts";

/** When the last copy of what is forgotten now dies in backups; null where no backup holds one. */
export type LastCopy = () => Promise<number | null>;
/** Keeps who was forgotten beside the backups; answers the backup folders that could not be told. */
export type TellBackups = () => Promise<readonly string[]>;

/** Her jobs may take long to end; she is told how it stands and it goes on without her. */
const patienceMs = 20_000;

/** What forgetting a client removes, ends and leaves; changes nothing. */
export async function forgetPreview(
  owner: Owner,
  lastCopy: LastCopy,
  client: string,
): Promise<ForgetPreview> {
  const who = await known(owner, client);
  const { members } = who;
  const { office, store } = owner;
  const arrivals = await store.find({
    table: "arrival",
    where: { subject: members },
    order: [{ column: "seq" }],
  });
  const facts = await store.find({ table: "fact", where: { subject: members } });
  const all = await store.count({ table: "run", where: { subject: members } });
  const found = await store.count({ table: "passage", where: { client: members } });
  const withdrawn = await store.count({ table: "withdrawn", where: { client: members } });
  const named = await owner.forgetting.namedIn(members);
  const open = await owner.forgetting.openJobs(members, named);
  const times = arrivals.map((row) => Number(row["at"]));
  const mails = arrivals.filter((row) => row["type"] === "mail.received").length;
  const { timeZone, locale } = office.settings.company;
  return {
    client: who.name,
    confirm: who.confirm,
    since: who.leaving?.since ?? null,
    forgottenAt: who.leaving?.at ?? null,
    mails,
    otherArrivals: arrivals.length - mails,
    documents: await documentsIn(owner, arrivals),
    records: new Set(facts.map((row) => `${String(row["kind"])} ${String(row["id"])}`)).size,
    passages: found + withdrawn,
    first: times[0] ?? null,
    last: times.at(-1) ?? null,
    endedJobs: all - open.length,
    openJobs: await Promise.all(open.map((id) => openLine(owner, id, members))),
    aboutNobody: {
      jobs: await numbersOf(
        owner,
        named.jobs.filter((id) => !open.includes(id)),
      ),
      arrivals: named.arrivals,
    },
    hindered: await hindrances(owner, open),
    stays: staysOutside(office),
    lastCopyAt: await lastCopy(),
    timeZone,
    locale,
  };
}

export async function forget(
  owner: Owner,
  { lastCopy, tellBackups }: { lastCopy: LastCopy; tellBackups: TellBackups },
  request: ForgetRequest,
): Promise<Outcome & { receipt?: Receipt }> {
  const { office } = owner;
  const who = await known(owner, request.client);
  const on = (at: number) => dayText(owner, at);
  if (who.leaving !== null && who.leaving.at !== null) {
    return yes(`This client was forgotten on ${on(who.leaving.at)}; nothing is left to forget`);
  }
  if (who.leaving === null && !sameName(request.confirm, who.confirm)) {
    return no(
      "not_confirmed",
      `Cannot forget this client: it cannot be undone, and takes their name as a yes; confirm with exactly "${who.confirm}"`,
    );
  }
  const named = await owner.forgetting.namedIn(who.members);
  const open = await owner.forgetting.openJobs(who.members, named);
  const [stuck] = await hindrances(owner, open);
  if (stuck !== undefined) return no("jobs_stuck", `Cannot forget this client: ${stuck}`);
  const { result } = await office.book.turn(operator, (turn) => {
    const refusal = request.endJobs ? null : openIn(turn, open);
    if (refusal !== null) return refusal;
    owner.forgetting.begin(turn, who.members, named);
    return null;
  });
  if (result !== null) return result;
  await office.book.committed();
  if (!(await finished(owner, who.subject))) return stillOpen(owner, who.members);
  const untold = await tellBackups();
  const copies = await lastCopy();
  const backups =
    copies === null
      ? "no backup holds a copy"
      : `the last copy in older backups dies on ${on(copies)}, with a backup that is made then or later`;
  const said = yes(
    `Forgotten: nothing of what was recorded of them can be read any more; ${backups}${behind(untold)}`,
  );
  const stores = await owner.forgetting.receipt(who.subject);
  if (stores === null) return said;
  const { timeZone } = office.settings.company;
  const receipt = {
    stores: [...stores],
    copies: copies === null ? "none" : "until",
    lastCopyAt: copies,
    timeZone,
  } as const;
  return { ...said, receipt };
}

function behind(folders: readonly string[]): string {
  if (folders.length === 0) return "";
  const where = folders.map((folder) => `"${folder}"`).join(" and ");
  return `. Not yet noted in ${where}, which is not there or cannot be written: a restore from it would bring them back. Connect it: Mainstay notes it there within the hour while the company runs, or with "mainstay backup"`;
}

function yes(message: string): Outcome {
  return { ok: true, code: "", message };
}

function no(code: string, message: string): Outcome {
  return { ok: false, code, message };
}

type Who = {
  subject: string;
  members: readonly string[];
  name: string;
  /** What must be typed to forget her. */
  confirm: string;
  leaving: Leaving | null;
};

async function known(owner: Owner, client: string): Promise<Who> {
  const subject = await clientMeant(owner, client);
  const members = await owner.forgetting.membersOf(subject);
  const { leaving } = await owner.office.book.read(subjectOf(subject));
  const rows = await owner.store.find({ table: "party", where: { subject: members } });
  const hers = rows.find((row) => row["subject"] === subject) ?? rows[0];
  const name = textIn(hers, "name") ?? textIn(hers, "sender") ?? "";
  const confirm = name === "" ? (textIn(hers, "address") ?? unmarked(client).trim()) : name;
  return { subject, members, name, confirm, leaving };
}

function textIn(row: Row | undefined, column: string): string | null {
  const cell = row?.[column];
  return typeof cell === "string" && cell !== "" ? cell : null;
}

function sameName(given: string, wanted: string): boolean {
  return given.trim().toLowerCase() === wanted.trim().toLowerCase();
}

async function documentsIn(owner: Owner, arrivals: readonly Row[]): Promise<number> {
  let documents = 0;
  for (const { id } of arrivals) {
    const stream = inboundOf(String(id));
    const [received] = await owner.journal.load(stream.name);
    const content = received?.values["event"]?.value;
    const attached = content !== undefined && isObject(content) ? content["attachments"] : null;
    if (Array.isArray(attached)) documents += attached.length;
    owner.office.book.drop(stream);
  }
  return documents;
}

function openIn(turn: Turn, open: readonly string[]): Outcome | null {
  const numbers = open
    .map((id) => turn.get(runOf(id)).run)
    .filter(({ status }) => status === "open")
    .map(({ number }) => number);
  if (numbers.length === 0) return null;
  const jobs = numbers.length === 1 ? `job ${numbers[0]} is` : `jobs ${numbers.join(", ")} are`;
  const cancels = numbers.map((number) => `"mainstay cancel ${number}"`).join(" and ");
  return no(
    "jobs_open",
    `Cannot forget this client: ${jobs} under way; give --end-jobs, or end them first: ${cancels}`,
  );
}

/** True once she is forgotten; false while a job of hers is still ending. */
async function finished(owner: Owner, subject: string): Promise<boolean> {
  if (await owner.forgetting.finish(subject)) return true;
  if (owner.mode !== "run") return false;
  const { clock } = owner.office;
  await new Promise<void>((resolve) => {
    const disarm = clock.after(clock.now() + patienceMs, resolve);
    void owner.floor.settled().then(() => {
      disarm();
      resolve();
    });
  });
  await owner.office.book.committed();
  return owner.forgetting.finish(subject);
}

async function stillOpen(owner: Owner, members: readonly string[]): Promise<Outcome> {
  const named = await owner.forgetting.namedIn(members);
  const open = await owner.forgetting.openJobs(members, named);
  const numbers = await numbersOf(owner, open);
  const said = yes(
    `Noted: nothing new begins for them, and they are forgotten as soon as their jobs have ended (${numbers.join(", ")})`,
  );
  return owner.mode === "record"
    ? { ...said, waits: ["their jobs end, then they are forgotten"] }
    : said;
}
