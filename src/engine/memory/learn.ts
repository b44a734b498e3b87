import { beside, weigh } from "../../memory/assertion.ts";
import { heldAt } from "../../memory/fact.ts";
import { kindBy } from "../../memory/kind.ts";
import { current, type Disputed, versionsOf } from "../../memory/record.ts";
import { inShape } from "../../memory/shape.ts";
import { equal } from "../../value/json.ts";
import { fromOperator, type Labelled, vouch } from "../../value/label.ts";
import { done, no, type Said } from "../answer/outcome.ts";
import type { Turn } from "../turn.ts";
import type { Office } from "../office.ts";
import { canonical } from "../subject.ts";
import { type About, amend, confirm, dispute, elsewhere, recordAbout } from "./amend.ts";
import { misfit, misnamed, mistimed, unreadable } from "./form.ts";

/** What somebody else than the operator says of a fact. */
export type Learned = About & {
  field: string;
  value: Labelled;
  /** From when to when it is said to hold; epoch ms. Null: nobody says since when. */
  from: number | null;
  until: number | null;
  expires: number | null;
  confidence: number;
  /** Who says it, and in which words: content. */
  why: Labelled | null;
  author: string;
  /** `seq` of the event that it rests on. */
  source: number;
};

/** What came of it: recorded, confirmed, put before the operator, asked and answered before; or why not. */
export type Learnt = "recorded" | "confirmed" | "disputed" | "asked" | { reason: string };

/** Records what is said, or puts it before the operator (AS1–AS5). */
export function learn(turn: Turn, office: Office, learned: Learned): Learnt {
  const { kind, field, value, until, expires } = learned;
  const dated = learned.from !== null;
  const from = learned.from ?? turn.at;
  const subject = learned.subject === null ? null : canonical(turn, learned.subject);
  const about = { ...learned, subject };
  const schema = office.active.schemas[kind];
  const before = inShape(turn.get(recordAbout(about)), schema);
  const time = mistimed(from, until, expires);
  const text = unreadable(value.value) ?? unreadable(learned.why?.value ?? null);
  const wrong = misnamed(field) ?? elsewhere(turn, office, about)?.message ?? text ?? time;
  if (wrong !== null) return { reason: wrong };
  const ways = kindBy(schema);
  const verdict = weigh(
    versionsOf(before, field),
    { value, validFrom: from, validTo: until, dated, confidence: learned.confidence },
    { many: ways.many(field), strong: ways.strong },
  );
  if (verdict.verdict === "confirms") {
    confirm(turn, about, field);
    return "confirmed";
  }
  const now = current(before, turn.at).value;
  const wanted = verdict.verdict === "records" ? verdict.value : value.value;
  const unfit = misfit(office, kind, now, field, wanted);
  if (unfit !== null) return { reason: unfit.message };
  const change = {
    field,
    value: { ...value, value: wanted },
    why: learned.why,
    reason: "learned",
    author: learned.author,
    validFrom: from,
    validTo: until,
    expiresAt: expires,
    confidence: learned.confidence,
    source: learned.source,
  };
  if (verdict.verdict === "records") {
    amend(turn, office, about, { ...change, validTo: verdict.validTo });
    return "recorded";
  }
  if (Object.values(before.disputes).some((each) => isSame(each, learned))) return "asked";
  dispute(turn, office, about, change, verdict.because);
  return "disputed";
}

/** What she is asked by now, or was asked before of no earlier a time, is not asked again. */
function isSame(
  { field, said, status }: Disputed,
  { field: named, value, from }: Learned,
): boolean {
  const same = field === named && equal(said.value, value.value);
  return same && (status === "open" || from === null || from <= said.validFrom);
}

/** Her word on a conflict: what was said is taken, as hers from now on, or what stands is kept. */
export function settle(
  turn: Turn,
  office: Office,
  about: About,
  item: number,
  as: "taken" | "kept",
): Said {
  const { kind, key } = about;
  const stream = recordAbout(about);
  const schema = office.active.schemas[kind];
  const record = inShape(turn.get(stream), schema);
  const asked = record.disputes[item];
  if (asked?.status !== "open") return no("item_unknown_closed", "It is settled already");
  const { field, said } = asked;
  if (as === "taken") {
    const many = kindBy(schema).many(field);
    const standing = heldAt(versionsOf(record, field), said.validFrom);
    const value = many ? beside(standing, said.value) : said.value;
    const unfit = misfit(office, kind, current(record, turn.at).value, field, value);
    if (unfit !== null) return no(unfit.code, `Cannot take it: ${unfit.message}`);
    amend(turn, office, about, {
      ...said,
      field,
      value: { value, labels: vouch(said.labels) },
      why: fromOperator(said.reason),
      reason: "taken",
      author: "operator",
    });
  }
  turn.emit(stream, {
    type: "record.settled",
    data: { kind, id: key, fields: [field], item, as },
    ...(about.subject === null ? {} : { subject: about.subject }),
  });
  return done(
    as === "taken" ? "Noted; what stood before stays in its history" : "What stands stays",
  );
}
