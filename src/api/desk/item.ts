import { answerApproval, contextAt } from "../../engine/answer/approval.ts";
import type { Moved } from "../../engine/answer/ground.ts";
import { askerOf, judgementOf } from "../../engine/effect/propose.ts";
import { judgementOfChange } from "../../engine/step/record.ts";
import { fingerprint } from "../../engine/step/approve.ts";
import type { Owner } from "../../engine/owner.ts";
import type { Row } from "../../ledger/table.ts";
import { isObject, type Json, type JsonObject } from "../../value/json.ts";
import { type Labelled, ownText } from "../../value/label.ts";
import type { SecretAsked } from "../contract/facts.ts";
import type { Deed, Item } from "../contract/item.ts";
import type { InboxLine } from "../contract/inbox.ts";
import { Refused } from "../contract/refused.ts";
import { inboundOf } from "../../engine/streams.ts";
import { against } from "./against.ts";
import { draftedBy } from "./drafted-by.ts";
import { deedsAfter, type Openable } from "./deeds.ts";
import { disputedShown, isDisputed } from "./memory/disputed.ts";
import { askedShown, type Shown } from "./asked.ts";
import { answersOf, onlyLooksAt } from "./item-answers.ts";
import { inLocale } from "./in-locale.ts";
import { kindOf, lineOf } from "./inbox.ts";
import { isLearnt, learntShown } from "./memory/learnt.ts";
import { asMoved, movedOf } from "./moved.ts";
import { standing, type Standing } from "./place.ts";
import { suspicions } from "./sentences.ts";
import { settledItem } from "./settled.ts";
import { holdsUpForgetting } from "./to-forget.ts";
import { operator } from "../../engine/who.ts";

/** One item whole: what she decides on, what would follow, and why it is asked. */
export async function item(
  owner: Owner,
  openable: Openable,
  number: number,
  secrets: SecretAsked = {},
): Promise<Item> {
  const row = await anyRow(owner, number);
  if (row["status"] !== "open") return settledItem(owner, row);
  const asked = await lineOf(owner, row);
  const moved = await movedOf(owner, row);
  const line = moved === null ? asked : asMoved(owner, asked, moved);
  const shown = await shownOf(owner, row, moved, secrets);
  const deeds = await deedsOf(owner, row, shown.digest, openable);
  return {
    ...line,
    ...shown,
    answers: line.expired ? {} : shown.answers,
    settled: null,
    deeds,
    whyAsked: await whyAsked(owner, row),
    draftedBy: await draftedBy(owner, row),
    ifIgnored: (await holdsUpForgetting(owner, row))
      ? "it waits here, and they are not forgotten before it is decided"
      : ifIgnored(line),
  };
}

/** The row of an item that still takes an answer. */
export async function rowOf(owner: Owner, number: number): Promise<Row> {
  const row = await anyRow(owner, number);
  if (row["status"] !== "open") {
    throw new Refused({
      code: "item_unknown_closed",
      message: `Item ${number} is settled; nothing needs you there`,
    });
  }
  return row;
}

async function anyRow(owner: Owner, number: number): Promise<Row> {
  const [row] = await owner.store.find({ table: "item", where: { number }, limit: 1 });
  if (row === undefined)
    throw new Refused({
      code: "item_unknown",
      message: `There is no item ${number}; see "mainstay inbox"`,
    });
  return row;
}

async function shownOf(
  owner: Owner,
  row: Row,
  moved: Moved | null,
  secrets: SecretAsked,
): Promise<Shown> {
  const run = row["run"];
  const about = String(row["about"]);
  const stored = String(row["kind"]);
  if (isDisputed(row)) return disputedShown(owner, row, secrets);
  if (isLearnt(row)) return learntShown(owner, row);
  if (typeof run !== "string") return arrivalShown(owner, stored, about);
  const at = await standing(owner, run, about);
  const asked = at?.cell.asked[about];
  if (at === null) return plain(owner, ownText(null), {});
  if ((stored === "approval" || stored === "effect") && asked !== undefined)
    return askedShown(owner, at, about, moved);
  const answers = await answersOf(owner, stored, at, at.cell.run.effects[about]);
  return {
    ...plain(owner, await jobShown(owner, at, about), answers, schemaOf(stored, at)),
    editable: Object.hasOwn(answers, "edit"),
  };
}

/** What a form takes; null where that is the shape of what is shown. */
function schemaOf(stored: string, { node, release }: Standing): JsonObject | null {
  if (stored !== "form" || node === null) return null;
  switch (node.kind) {
    case "agent":
      return release.agents[node.agent]?.output ?? null;
    case "approve":
      return node.schema === null ? null : (release.schemas[node.schema] ?? null);
    case "record":
      return release.schemas[node.record] ?? null;
    default:
      return null;
  }
}

async function jobShown(owner: Owner, at: Standing, about: string): Promise<Labelled> {
  const act = at.cell.run.effects[about];
  if (act !== undefined) return act.args;
  const step = at.cell.run.steps[at.path];
  if (step?.status === "form") return step.known;
  if (step?.status === "failed")
    return ownText(inLocale(owner, step.tried.at(-1)?.message ?? step.code));
  return ownText(null);
}

async function arrivalShown(owner: Owner, stored: string, id: string): Promise<Shown> {
  if (stored === "clock") {
    return plain(owner, ownText(null), { confirm: "the time is right; go on" });
  }
  const events = await owner.journal.load(inboundOf(id).name);
  const content = events.find((event) => event.type === "inbound.received")?.values["event"];
  const shown = readable(content ?? ownText(null));
  return { ...plain(owner, shown, { dismiss: "read; nothing to do" }), diff: [] };
}

const telling = "from title text attachments date amount counterparty reference through".split(" ");

/** What a person reads of an arrival: neither identifiers nor the marks of machinery. */
function readable({ value, labels }: Labelled): Labelled {
  if (!isObject(value)) return { value, labels };
  const read = telling.flatMap((key) => {
    const text = named(value[key] ?? null);
    return text === null || (key === "date" && value["from"] !== undefined) ? [] : [[key, text]];
  });
  return { value: Object.fromEntries(read), labels };
}

/** A sender as "Ana <ana@…>", attachments by their names; null for what is empty. */
function named(value: Json): Json {
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(named);
  if (!isObject(value)) return value === "" ? null : value;
  const { name, address } = value;
  if (typeof address !== "string") return name ?? null;
  return typeof name === "string" && name !== "" ? `${name} <${address}>` : address;
}

function plain(
  owner: Owner,
  shown: Labelled,
  answers: Record<string, string>,
  schema: JsonObject | null = null,
): Shown {
  const digest = fingerprint(owner.office, null, shown);
  const diff = against(shown, null);
  return { digest, shown: shown.value, editable: false, diff, answers, schema };
}

async function deedsOf(
  owner: Owner,
  row: Row,
  digest: string,
  openable: Openable,
): Promise<Deed[]> {
  const kind = kindOf(String(row["kind"]));
  const run = row["run"];
  if (typeof run !== "string" || (kind !== "approval" && kind !== "effect")) return [];
  const about = String(row["about"]);
  return deedsAfter(
    owner,
    run,
    (turn) => {
      const office = { ...owner.office, wake: () => {} };
      answerApproval(turn, office, run, about, { answer: "approve", digest });
    },
    openable,
  );
}

async function whyAsked(owner: Owner, row: Row): Promise<string[]> {
  const run = row["run"];
  const about = String(row["about"]);
  if (isDisputed(row) || isLearnt(row)) return [];
  if (typeof run !== "string") return whyHeld(owner, about);
  const at = await standing(owner, run, about);
  if (at === null) return [];
  const { office } = owner;
  const { run: state, asked } = at.cell;
  if (state.effects[about] !== undefined || at.node?.kind === "record") {
    const judgement = await office.book.foresee(operator, (turn) => {
      const context = contextAt(turn, office, run, about);
      if (context === null) return null;
      const { node } = context;
      const shown = asked[about]?.shown;
      return node.kind === "record" && shown !== undefined
        ? judgementOfChange({ ...context, node }, shown)
        : judgementOf(context, about, askerOf(context, about));
    });
    const held = state.effects[about]?.status === "held" && (await onlyLooksAt(owner, at));
    const rules = judgement?.rules.filter((rule) => rule.verdict !== "permit") ?? [];
    return [
      ...(held ? ['the company only looks so far; "mainstay go" lets it act'] : []),
      ...rules.map((rule) => rule.because),
    ];
  }
  if (at.node?.kind !== "approve") return [];
  const { total, unedited } = office.tally.of(`${at.plan.runbook}/${at.node.path}`);
  const before =
    total === 0
      ? "the first of its kind"
      : `${total} like it before, ${unedited} approved unchanged`;
  return [`this process always asks here; ${before}`];
}

/** What made an arrival suspicious or unreadable. */
async function whyHeld(owner: Owner, id: string): Promise<string[]> {
  const events = await owner.journal.load(inboundOf(id).name);
  const content = events.find((event) => event.type === "inbound.received")?.values["event"]?.value;
  const found = suspicions(content);
  return found === "" ? [] : [found];
}

function ifIgnored({ kind, expiresAt, expired }: InboxLine): string {
  if (expired) return "it is asked again when the company runs; nothing is sent";
  if (kind === "approval" || kind === "effect") {
    return expiresAt === null ? "it waits" : "it is asked again; nothing is sent";
  }
  return kind === "question" ? "it goes on waiting" : "nothing happens; it waits here";
}
