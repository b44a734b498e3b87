import { opaque } from "../../../engine/office.ts";
import type { Owner } from "../../../engine/owner.ts";
import {
  carryOutPurge,
  findPurge,
  isStrong,
  type Purge,
  type Target,
} from "../../../engine/retention/purge.ts";
import { inboundOf, passageOf, recordOf } from "../../../engine/streams.ts";
import type { Recorded } from "../../../ledger/event.ts";
import type { Row } from "../../../ledger/table.ts";
import { versionsOf } from "../../../memory/record.ts";
import { Refused } from "../../contract/refused.ts";
import type { PurgeName, PurgePreview, Removed } from "../../contract/retention.ts";
import { dayText } from "../days.ts";
import { numbersOf } from "../ending-jobs.ts";
import { whomMeant } from "./facts.ts";
import { recordKnown } from "./records.ts";
import type { LastCopy, TellBackups } from "../forget.ts";

/** What removing one thing by hand would take, and what stays of it; changes nothing. */
export async function purgePreview(
  owner: Owner,
  lastCopy: LastCopy,
  name: PurgeName,
): Promise<PurgePreview> {
  const target = await targetOf(owner, name);
  const purge = await findPurge(owner, target);
  const { timeZone } = owner.office.settings.company;
  return {
    client: (await whomMeant(owner, name.client)).name,
    what: await wordsFor(owner, target),
    entries: purge.entries.length,
    copies: purge.copies.length,
    jobs: await numbersOf(owner, purge.stays.runs),
    others: purge.stays.others,
    again: [...purge.again],
    hindered: await hindranceOf(owner, purge),
    outside:
      target.what === "arrival"
        ? "the mail in your mailbox: remove it there, or it stays readable there"
        : "",
    lastCopyAt: await lastCopy(),
    timeZone,
  };
}

export async function purge(
  owner: Owner,
  { lastCopy, tellBackups }: { lastCopy: LastCopy; tellBackups: TellBackups },
  { name, because }: { name: PurgeName; because: string },
): Promise<Removed> {
  const no = (code: string, message: string) => ({ ok: false, code, message, receipt: null });
  if (because.trim() === "") {
    return no(
      "reason_missing",
      "Cannot remove it: nobody could tell later why it is gone; say why, with --because",
    );
  }
  const found = await findPurge(owner, await targetOf(owner, name));
  const hindered = await hindranceOf(owner, found);
  if (hindered !== "") return no("content_needed", hindered);
  if (found.entries.length === 0) {
    return { ...no("", "It was removed before; nothing is left to remove"), ok: true };
  }
  const stores = await carryOutPurge(owner, found, because);
  await tellBackups();
  const lastCopyAt = await lastCopy();
  const left = stores.reduce((sum, store) => sum + store.left, 0);
  const { timeZone } = owner.office.settings.company;
  return {
    ok: left === 0,
    code: left === 0 ? "" : "content_left",
    message:
      left === 0
        ? "Removed: it cannot be read any more; that it was there can still be proved"
        : "Cannot tell that it is gone: some of it was found afterwards; remove it again",
    receipt: {
      stores: [...stores],
      copies: lastCopyAt === null ? "none" : "until",
      lastCopyAt,
      timeZone,
    },
  };
}

async function targetOf(owner: Owner, name: PurgeName): Promise<Target> {
  const whom = await whomMeant(owner, name.client);
  if (name.what !== "fact") return cameOf(owner, whom.members, name);
  const { kind, field } = name;
  if (isStrong(owner, kind)) {
    throw new Refused({
      code: "fact_strong",
      message: `Cannot remove ${kind}.${field}: bills and contracts rest on records of this kind; correct it instead, with "mainstay fact correct"`,
    });
  }
  const { key, own } = await recordKnown(owner, whom, name);
  const [row] = await owner.store.find({ table: "fact", where: { kind, id: key }, limit: 1 });
  // Of a record of which nothing is left no row tells whose it was; their own is known by its name.
  const subject = row === undefined && own ? whom.subject : subjectIn(row);
  const isTheirs = subject === null ? whom.subject === null : whom.members.includes(subject);
  const said = versionsOf(await owner.office.book.read(recordOf(kind, key)), field);
  if (!isTheirs || said.length === 0) {
    throw new Refused({
      code: "fact_unknown",
      message: `Cannot remove ${kind}.${field}: nothing of it was ever on record there; see "mainstay facts"`,
    });
  }
  return { what: "fact", about: { subject, kind, key, own }, field };
}

function subjectIn(row: Row | undefined): string | null {
  const subject = row?.["subject"];
  return typeof subject === "string" ? subject : null;
}

type Came = Extract<PurgeName, { what: "passage" | "arrival" }>;

async function cameOf(
  owner: Owner,
  members: readonly string[],
  { what, id }: Came,
): Promise<Target> {
  const kept = what === "passage" ? await keptAs(owner, members, id) : null;
  if (kept !== null) return kept;
  const arrival = await arrivalAs(owner, members, id);
  if (arrival === null) {
    const see = what === "passage" ? "mainstay recall" : "mainstay arrivals";
    throw new Refused({
      code: `${what}_unknown`,
      message: `Cannot remove "${id}": no ${what} is kept under this name or entry; see "${see}"`,
    });
  }
  if (arrival["type"] !== "mail.received") {
    throw new Refused({
      code: "arrival_kept",
      message: `Cannot remove "${id}": bank lines and what was taken over belong to the books, which are kept for good; only mails can be removed`,
    });
  }
  const { subject } = arrival;
  return {
    what: "arrival",
    seq: Number(arrival["seq"]),
    arrival: String(arrival["id"]),
    subject: typeof subject === "string" ? subject : null,
  };
}

/** By its own name, or by its entry. */
async function keptAs(
  owner: Owner,
  members: readonly string[],
  id: string,
): Promise<Target | null> {
  for (const subject of members) {
    const { name } = passageOf(opaque(owner.office, "passage", subject, id));
    const [kept] = await owner.journal.load(name);
    owner.office.book.drop({ name });
    if (kept !== undefined) return passage(kept, subject);
  }
  const seq = entryIn(id);
  const where = { seq, client: members };
  const [row] = seq === null ? [] : await owner.store.find({ table: "passage", where, limit: 1 });
  if (row === undefined) return null;
  const [kept] = await owner.journal.readFrom(Number(row["seq"]), 1);
  // A mail is kept as what came.
  const [first] = kept?.type.startsWith("passage.") ? await owner.journal.load(kept.stream) : [];
  if (kept === undefined || first === undefined) return null;
  owner.office.book.drop({ name: kept.stream });
  return passage(first, String(row["client"]));
}

function passage({ seq, stream, data }: Recorded, subject: string): Target {
  if (data["source"] === "import") {
    return { what: "passage", seq, passage: stream.slice("passage/".length), subject };
  }
  throw new Refused({
    code: "passage_sent",
    message:
      'Cannot remove this: it is a letter that left, which is kept for good; forgetting the client takes it, with "mainstay forget"',
  });
}

async function arrivalAs(
  { store }: Owner,
  members: readonly string[],
  id: string,
): Promise<Row | null> {
  const seq = entryIn(id);
  const where = seq === null ? { id } : { seq };
  const [row] = await store.find({ table: "arrival", where, limit: 1 });
  const subject = row?.["subject"];
  const isTheirs =
    members.length === 0 || (typeof subject === "string" && members.includes(subject));
  return row !== undefined && isTheirs ? row : null;
}

function entryIn(id: string): number | null {
  return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : null;
}

async function wordsFor(owner: Owner, target: Target): Promise<string> {
  if (target.what === "fact") return `${target.about.kind}.${target.field}, with all its versions`;
  if (target.what === "arrival") {
    const { at } = await owner.office.book.read(inboundOf(target.arrival));
    return `the mail that came on ${dayText(owner, at)}`;
  }
  const said = await owner.memory.recollection.passage(target.seq);
  if (said === null) return "a passage that is gone";
  const author = said.author === "" ? "somebody" : said.author;
  return `what ${author} said${said.at === 0 ? "" : ` on ${dayText(owner, said.at)}`}`;
}

async function hindranceOf(owner: Owner, { hindered }: Purge): Promise<string> {
  if (hindered === null) return "";
  const [number] = hindered.run === null ? [] : await numbersOf(owner, [hindered.run]);
  const job = number === undefined ? "a job" : `job ${number}`;
  const see = number === undefined ? "mainstay inbox" : `mainstay show ${number}`;
  switch (hindered.hold) {
    case "underWay":
      return `Cannot remove it yet: ${job} works with it; let it end, or end it with "mainstay cancel ${number ?? "JOB"}"`;
    case "asked":
      return `Cannot remove it yet: what you are asked in ${job} shows it; decide that first, see "${see}"`;
    case "doubt":
      return `Cannot remove it yet: an act of ${job} may be looked up by it; settle that first, see "${see}"`;
  }
}
