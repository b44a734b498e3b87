import { plainKinds } from "../../memory/kind.ts";
import { coveringAt, type Fact, heldAt } from "../../memory/fact.ts";
import { current } from "../../memory/record.ts";
import { equal, isObject, type Json, type JsonObject } from "../../value/json.ts";
import { fromOperator } from "../../value/label.ts";
import { done, no, type Said } from "../answer/outcome.ts";
import type { Turn } from "../book.ts";
import type { Office } from "../office.ts";
import { recordOf } from "../streams.ts";
import { canonical, isLeaving, jobsAbout, stageBy } from "../subject.ts";

/**
 * What the operator says of a fact. Her word supersedes (RC1).
 *
 * SF1 Where she names the version that she saw, and another stands, nothing is recorded.
 * SF2 What stands already is confirmed, never removed or recorded anew (RC2).
 * SF3 What her own form of such records does not allow is not recorded.
 */
export type Saying = {
  /** Null: the company itself. */
  subject: string | null;
  kind: string;
  /** The record, by its opaque name, and whether it is the one of its kind about them. */
  key: string;
  own: boolean;
  field: string;
  /**
   * "set": so it is from then on. "correct": what stands was wrong for as long as it stands. "retract":
   * what stands is not known to be so, from its beginning or from then on.
   */
  how: "set" | "correct" | "retract";
  /** Of a retraction: nothing. A text where the form wants something else is read as JSON. */
  value: Json;
  from: number | null;
  until: number | null;
  expires: number | null;
  confidence: number;
  because: string;
  version: number | null;
};

const earliest = Date.UTC(1900, 0, 1);
const latest = Date.UTC(2200, 0, 1);

/** Of a value, as JSON. */
const mostText = 65_536;
/** What steers a terminal or a reader's eye and says nothing; blanks and new lines may stand. */
const steering = /(?![\n\t])[\p{Cc}\p{Cs}\u2028-\u202E\u2066-\u2069]/u;

export function sayFact(turn: Turn, office: Office, saying: Saying): Said {
  const { kind, key, field, how } = saying;
  const subject = saying.subject === null ? null : canonical(turn, saying.subject);
  const stream = recordOf(kind, key);
  const before = turn.get(stream);
  const now = before.facts[field] ?? [];
  const standing = heldAt(now, turn.at);
  const value = how === "retract" ? undefined : asWanted(office, kind, field, saying.value);
  const wrong =
    whose(turn, office, saying, subject) ??
    amiss(saying, standing) ??
    broken(office, kind, current(before, turn.at).value, field, value);
  if (wrong !== null) return wrong;
  const from = saying.from ?? (how === "set" ? turn.at : (standing?.validFrom ?? turn.at));
  if (value !== undefined && isSame(now, from, saying, value)) {
    turn.emit(stream, {
      type: "record.confirmed",
      data: { kind, id: key, fields: [field], source: turn.nextSeq },
      ...(subject === null ? {} : { subject }),
    });
    return done("That is on record already; noted that it was said again");
  }
  const until = saying.until ?? (how === "set" ? null : (standing?.validTo ?? null));
  turn.emit(stream, {
    type: "record.changed",
    data: {
      kind,
      id: key,
      version: before.version + 1,
      fields: [field],
      reason: how,
      author: "operator",
      validFrom: from,
      source: turn.nextSeq,
      ...(until === null ? {} : { validTo: until }),
      ...(saying.expires === null ? {} : { expiresAt: saying.expires }),
      ...(saying.confidence === 100 ? {} : { confidence: saying.confidence }),
    },
    values: {
      set: fromOperator(value === undefined ? {} : { [field]: value }),
      ...(saying.because === "" ? {} : { why: fromOperator(saying.because) }),
    },
    ...(subject === null ? {} : { subject }),
  });
  if (subject !== null) {
    const holdsNow = from <= turn.at && (until === null || turn.at < until);
    if (holdsNow && saying.own && field === "stage") stageBy(turn, subject, value ?? "");
    for (const job of jobsAbout(turn, subject)) office.wake(job);
  }
  return done(words[how]);
}

const words: Record<Saying["how"], string> = {
  set: "Noted",
  correct: "Corrected; what stood before is kept in its history",
  retract: "Taken back; what stood before is kept in its history",
};

/** The text itself where such a record takes it, and else what it says as JSON. */
function asWanted(office: Office, kind: string, field: string, value: Json): Json {
  const properties = office.active.schemas[kind]?.["properties"];
  const shape = isObject(properties) ? properties[field] : undefined;
  if (typeof value !== "string" || !isObject(shape) || office.check(shape, value).length === 0)
    return value;
  try {
    const read = JSON.parse(value) as Json;
    return office.check(shape, read).length === 0 ? read : value;
  } catch {
    return value;
  }
}

function whose(
  turn: Turn,
  office: Office,
  { kind, key, own }: Saying,
  subject: string | null,
): Said | null {
  if (subject !== null && isLeaving(turn, subject)) {
    return no("client_forgotten", "Cannot note anything about a client who is forgotten");
  }
  if (own || turn.get(recordOf(kind, key)).version === 0) return null;
  if (!office.catalogue.knows(kind)) throw office.catalogue.needed(kind);
  const owner = office.catalogue.subjectOf(kind, key);
  const same = owner === null ? subject === null : canonical(turn, owner) === subject;
  return same
    ? null
    : no("fact_elsewhere", `Cannot note that: this ${kind} is not about whom you named`);
}

/** What is wrong whatever the form says. */
function amiss(saying: Saying, standing: Fact | null): Said | null {
  const { kind, field, how, value, from, until, expires, because, version } = saying;
  const name = `${kind}.${field}`;
  const text = how === "retract" ? "" : JSON.stringify(value);
  if (text.length > mostText) {
    return no(
      "fact_value",
      `Cannot note ${name}: it is longer than ${mostText} characters; keep what is long as a passage, with "mainstay memory import"`,
    );
  }
  if (textsIn(value).some((each) => steering.test(each)) || steering.test(because)) {
    return no(
      "fact_value",
      `Cannot note ${name}: it holds a character that cannot be seen or read; write it without`,
    );
  }
  const times = [from, until, expires].filter((time) => time !== null);
  if (times.some((time) => time < earliest || time >= latest)) {
    return no("fact_time", `Cannot note ${name}: a date lies outside the years 1900 to 2199`);
  }
  const begins = from ?? standing?.validFrom ?? null;
  if (until !== null && begins !== null && until <= begins) {
    return no("fact_time", `Cannot note ${name}: it would end before it begins`);
  }
  if (version !== null && version !== (standing?.version ?? 0)) {
    const stands = standing === null ? "nothing" : `version ${standing.version}`;
    return no(
      "fact_changed",
      `Cannot note ${name}: you saw version ${version}, and ${stands} stands by now; look again with "mainstay fact why"`,
    );
  }
  if (how === "set") return null;
  if (standing === null) {
    return no(
      "fact_unknown",
      `Cannot ${how} ${name}: nothing is known of it; note it with "mainstay fact set"`,
    );
  }
  if (because === "")
    return no("fact_reason", `Cannot ${how} ${name} without a reason; say why with --because`);
  return null;
}

function textsIn(value: Json): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...textsIn(member)]);
}

/** Whether the whole of the time that is spoken of says so already. */
function isSame(
  now: readonly Fact[],
  from: number,
  { until, expires, confidence }: Saying,
  value: Json,
): boolean {
  const held = heldAt(now, from);
  if (held === null || !equal(held.value, value)) return false;
  const later = now.some(
    (fact) => fact.validFrom > from && coveringAt(now, fact.validFrom) === fact,
  );
  return (
    !later && until === held.validTo && expires === held.expiresAt && confidence === held.confidence
  );
}

/** SF3. */
function broken(
  office: Office,
  kind: string,
  now: Json,
  field: string,
  value: Json | undefined,
): Said | null {
  const schema = office.active.schemas[kind];
  const kinds = [...new Set([...Object.keys(office.active.schemas), ...plainKinds])].toSorted();
  if (schema === undefined && !plainKinds.includes(kind)) {
    return no(
      "fact_kind",
      `Cannot note that: there is no kind of record "${kind}"; the kinds are ${kinds.join(", ")}, and schemas/${kind}.json makes another`,
    );
  }
  if (schema === undefined || !isObject(now)) return null;
  const { [field]: gone, ...rest } = now;
  const wanted: JsonObject = value === undefined ? rest : { ...rest, [field]: value };
  // What was amiss before is not this word's fault.
  const before = new Set(office.check(schema, gone === undefined ? rest : now));
  const messages = office.check(schema, wanted).filter((message) => !before.has(message));
  return messages.length === 0
    ? null
    : no(
        "fact_form",
        `Cannot note that: schemas/${kind}.json does not allow it: ${messages.slice(0, 3).join("; ")}`,
      );
}
