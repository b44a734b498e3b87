import { settle } from "../../../engine/memory/learn.ts";
import { ownRecord } from "../../../engine/memory/form.ts";
import type { Said } from "../../../engine/answer/outcome.ts";
import type { Turn } from "../../../engine/turn.ts";
import type { Owner } from "../../../engine/owner.ts";
import { recordOf } from "../../../engine/streams.ts";
import { fingerprint } from "../../../engine/step/approve.ts";
import type { Row } from "../../../ledger/table.ts";
import type { Dispute } from "../../../memory/assertion.ts";
import { type Fact, heldAt } from "../../../memory/fact.ts";
import type { Disputed } from "../../../memory/record.ts";
import { ownText, vouched, whole } from "../../../value/label.ts";
import { keptBack, type SecretAsked } from "../../contract/facts.ts";
import type { Item } from "../../contract/item.ts";
import type { Shown } from "../asked.ts";
import { dayText } from "../days.ts";
import { authorOf } from "./facts.ts";
import { readRecord } from "./records.ts";
import { type Seen, seen } from "./secret.ts";

/** An item that asks which of two facts is right: its row is about "kind/record". */
export const isDisputed = (row: Row): boolean => row["kind"] === "fact";

type Open = { kind: string; key: string; asked: Disputed; standing: Fact | null };

async function openAt(owner: Owner, row: Row): Promise<Open | null> {
  const [kind = "", key = ""] = String(row["about"]).split("/");
  const record = await readRecord(owner, kind, key);
  const asked = record.disputes[Number(row["number"])];
  if (asked === undefined) return null;
  const versions = record.facts[asked.field] ?? [];
  const standing =
    heldAt(versions, asked.said.validFrom) ?? heldAt(versions, owner.office.clock.now());
  return { kind, key, asked, standing };
}

const reasons: Record<Dispute, string> = {
  strong: "records of this kind change by your word alone",
  "worse source": "what stands comes from a better source",
  "less sure": "it is less sure than what stands",
  "same time": "both are said of the same time",
  undated: "nobody says since when it is so",
  overlaps: "something else is on record for a part of that time",
  "taken back": "you took back what was known of it",
};

export async function disputedTitle(
  owner: Owner,
  row: Row,
): Promise<{ title: string; notes: string[]; what: string }> {
  const open = await openAt(owner, row);
  if (open === null) return { title: "A fact that is gone", notes: [], what: "Record" };
  const { kind, asked } = open;
  return {
    title: `Which is right of ${kind}.${asked.field}?`,
    notes: [reasons[asked.because]],
    what: "Record",
  };
}

/** What stands, what is said against it, and by whom. */
export async function disputedShown(owner: Owner, row: Row, secrets: SecretAsked): Promise<Shown> {
  const open = await openAt(owner, row);
  if (open === null || open.asked.status !== "open") {
    return { digest: "", shown: null, editable: false, diff: [], answers: {}, schema: null };
  }
  const { kind, asked, standing } = open;
  const { said, field } = asked;
  const of = { kind, field };
  const shown = {
    "on record":
      standing === null
        ? "nothing"
        : await side(owner, standing, seen(owner, of, standing, secrets)),
    "now said": await side(owner, said, seen(owner, of, said, secrets)),
  };
  const digest = fingerprint(
    owner.office,
    null,
    ownText({ field, stands: standing?.value ?? null, said: said.value, from: said.validFrom }),
  );
  return {
    digest,
    shown,
    editable: false,
    diff: [],
    answers: { approve: "take what is said", deny: "keep what stands" },
    schema: null,
  };
}

export function answerDisputed(turn: Turn, owner: Owner, row: Row, answer: string): Said {
  const [kind = "", key = ""] = String(row["about"]).split("/");
  const subject = typeof row["subject"] === "string" ? row["subject"] : null;
  const own = key === ownRecord(owner.office, kind, subject);
  const as = answer === "approve" ? "taken" : "kept";
  return settle(turn, owner.office, { subject, kind, key, own }, Number(row["number"]), as);
}

export async function disputedSettled(owner: Owner, row: Row): Promise<Item["settled"]> {
  const [kind = "", key = ""] = String(row["about"]).split("/");
  const item = Number(row["number"]);
  for (const event of await owner.journal.load(recordOf(kind, key).name)) {
    if (event.type !== "record.settled" || event.data["item"] !== item) continue;
    const taken = event.data["as"] === "taken";
    return { line: taken ? "you took what was said" : "you kept what stood", at: event.at };
  }
  return null;
}

/** "uncoated: you, since 1 May 2026, 80 % sure, not vouched for" */
async function side(owner: Owner, fact: Fact, { value, hidden }: Seen): Promise<string> {
  const { author, reason, validFrom, confidence, labels } = fact;
  const who = author === "import" && reason !== "learned" ? reason : await authorOf(owner, author);
  const more = [
    `since ${dayText(owner, validFrom)}`,
    ...(confidence === 100 ? [] : [`${confidence} % sure`]),
    ...(vouched(whole(labels, "")) ? [] : ["not vouched for"]),
  ];
  // Whole: it is what she answers about.
  const told = hidden ? keptBack : typeof value === "string" ? value : JSON.stringify(value);
  return [`${told}: ${who}`, ...more].join(", ");
}
