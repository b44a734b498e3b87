import { beside } from "../../memory/assertion.ts";
import { coveringAt, type Fact, heldAt } from "../../memory/fact.ts";
import { kindBy } from "../../memory/kind.ts";
import { current, versionsOf } from "../../memory/record.ts";
import { inShape } from "../../memory/shape.ts";
import { equal, type Json } from "../../value/json.ts";
import { fromOperator } from "../../value/label.ts";
import { done, no, type Said } from "../answer/outcome.ts";
import type { Turn } from "../turn.ts";
import type { Office } from "../office.ts";
import { canonical } from "../subject.ts";
import { type About, amend, confirm, elsewhere, recordAbout } from "./amend.ts";
import { asWanted, misfit, misnamed, mistimed, unreadable } from "./form.ts";

/**
 * What the operator says of a fact. Her word supersedes (RC1).
 *
 * SF1 Where she names the version that she saw, and another stands, nothing is recorded.
 * SF2 What stands already is confirmed, never removed or recorded anew (RC2).
 * SF3 What her own form of such records does not allow is not recorded.
 */
export type Saying = About & {
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

export function sayFact(turn: Turn, office: Office, saying: Saying): Said {
  const { kind, field, how } = saying;
  // What was named otherwise in former times can still be taken back.
  const name = how === "retract" ? null : misnamed(field);
  if (name !== null) return no("fact_name", `Cannot ${how} this fact: ${name}`);
  const subject = saying.subject === null ? null : canonical(turn, saying.subject);
  const about = { ...saying, subject };
  const before = inShape(turn.get(recordAbout(about)), office.active.schemas[kind]);
  const versions = versionsOf(before, field);
  const standing = heldAt(versions, turn.at);
  const value = how === "retract" ? undefined : valueOf(office, saying, standing);
  const wrong =
    elsewhere(turn, office, about) ??
    amiss(saying, standing, turn.at) ??
    misfit(office, kind, current(before, turn.at).value, field, value);
  if (wrong !== null) return no(wrong.code, `Cannot ${how} ${kind}.${field}: ${wrong.message}`);
  const from = saying.from ?? (how === "set" ? turn.at : (standing?.validFrom ?? turn.at));
  if (value !== undefined && isSame(versions, from, saying, value)) {
    confirm(turn, about, field);
    return done("That is on record already; noted that it was said again");
  }
  const until = saying.until ?? (how === "set" ? null : (standing?.validTo ?? null));
  amend(turn, office, about, {
    field,
    value: value === undefined ? null : fromOperator(value),
    why: saying.because === "" ? null : fromOperator(saying.because),
    reason: how,
    author: "operator",
    validFrom: from,
    validTo: until,
    expiresAt: saying.expires,
    confidence: saying.confidence,
    source: turn.nextSeq,
  });
  return done(words[how]);
}

/** Of what may be many at a time, one more stands beside the others. */
function valueOf(office: Office, { kind, field, how, value }: Saying, standing: Fact | null): Json {
  const wanted = asWanted(office, kind, field, value);
  const many = kindBy(office.active.schemas[kind]).many(field);
  return many && how === "set" && !Array.isArray(wanted) ? beside(standing, wanted) : wanted;
}

/** Said of what is new; who is meant is known by name elsewhere. */
export const noted = "Noted";

const words: Record<Saying["how"], string> = {
  set: noted,
  correct: "Corrected; what stood before is kept in its history",
  retract: "Taken back; what stood before is kept in its history",
};

type Wrong = { code: string; message: string };

function amiss(saying: Saying, standing: Fact | null, now: number): Wrong | null {
  const { how, value, from, until, expires, confidence, because, version } = saying;
  const text = unreadable(how === "retract" ? null : value) ?? unreadable(because);
  if (text !== null) return { code: "fact_value", message: text };
  const said = how === "retract" ? null : unsaid(value);
  if (said !== null) return { code: "fact_value", message: said };
  const time = mistimed(from ?? standing?.validFrom ?? null, until, expires);
  if (time !== null) return { code: "fact_time", message: time };
  if (expires !== null && expires <= now) {
    return { code: "fact_time", message: "it would not be believed even now; name a day to come" };
  }
  if (!Number.isInteger(confidence) || confidence < 0 || confidence > 100) {
    return {
      code: "fact_confidence",
      message: "how sure you are is told in percent; give a whole number from 0 to 100",
    };
  }
  if (version !== null && version !== (standing?.version ?? 0)) {
    const stands = standing === null ? "nothing" : `version ${standing.version}`;
    return {
      code: "fact_version",
      message: `you saw version ${version}, and ${stands} stands by now; look again: ${see("why", saying)}`,
    };
  }
  if (how === "set") return null;
  if (standing === null) {
    return {
      code: "fact_unknown",
      message: `nothing is known of it; note it: ${see("set", saying, " VALUE")}`,
    };
  }
  return because.trim() === ""
    ? { code: "fact_reason", message: "it needs a reason; say why with --because" }
    : null;
}

/** Why a value that was typed says nothing, or something else than was meant; null where it does not. */
function unsaid(value: Json): string | null {
  if (typeof value !== "string") return null;
  if (value.trim() === "")
    return 'it says nothing; give a value, or take back what stands with "mainstay fact retract"';
  // What reads a command line puts this for bytes that are no letter.
  return value.includes("\uFFFD")
    ? "a character of it could not be read; type it anew, in UTF-8"
    : null;
}

/** A command about the same fact; whose it is, she names as she did. */
function see(
  how: "why" | "set" | "retract",
  { kind, field, subject, own }: Saying,
  value = "",
): string {
  const whose = subject === null ? "" : " --client NAME";
  return `"mainstay fact ${how} ${kind}.${field}${value}${whose}${own ? "" : " --of NAME"}"`;
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
