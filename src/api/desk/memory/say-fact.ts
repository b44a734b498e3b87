import type { Owner } from "../../../engine/owner.ts";
import { noted, type Saying, sayFact as say } from "../../../engine/memory/say-fact.ts";
import { operator } from "../../../engine/who.ts";
import { heldAt } from "../../../memory/fact.ts";
import { versionsOf } from "../../../memory/record.ts";
import type { FactSaid, FactWord, Time } from "../../contract/facts.ts";
import { Refused } from "../../contract/refused.ts";
import { askOf } from "../ask.ts";
import { whomMeant } from "./facts.ts";
import { begunBefore, calledBy, mustBegin, unbegun } from "./new-record.ts";
import { ofKind, readRecord, recordKnown, recordNamed } from "./records.ts";
import { restedOn } from "./rested.ts";
import { beginOf } from "../times.ts";

/** Her word on a fact; of what was wrong, the jobs that rested on it (D6). */
export async function sayFact(owner: Owner, word: FactWord): Promise<FactSaid> {
  const { kind, field, how, value = null } = word;
  const whom = await whomMeant(owner, word.client);
  const { key, own, isNew } =
    how === "set"
      ? await recordNamed(owner, whom, word)
      : { ...(await recordKnown(owner, whom, word)), isNew: false };
  const begins = isNew && word.id !== undefined && mustBegin(owner, kind);
  if (begins && word.begin !== true) throw unbegun(word, await ofKind(owner, whom, kind));
  if (!begins && word.begin === true) throw begunBefore(word);
  const record = await readRecord(owner, kind, key);
  const stood = heldAt(versionsOf(record, field), owner.office.clock.now());
  const { timeZone } = owner.office.settings.company;
  const begin = (time: Time | undefined) => (time === undefined ? null : beginOf(time, timeZone));
  const saying: Saying = {
    subject: whom.subject,
    kind,
    key,
    own,
    field,
    how,
    value,
    from: begin(word.from),
    until: begin(word.until),
    expires: begin(word.expires),
    confidence: word.confidence ?? 100,
    because: word.because ?? "",
    version: word.version ?? null,
  };
  const called = begins ? calledBy(owner, kind) : null;
  if (called !== null && called !== field && word.id !== undefined) {
    const foreseen = await owner.office.book.foresee(operator, (turn) =>
      say(turn, owner.office, saying),
    );
    // Nothing is begun for a word that is refused.
    if (!foreseen.ok) throw new Refused(foreseen.refusal);
    await name(owner, saying, called, word.id);
  }
  const said = await askOf(owner)((turn) => say(turn, owner.office, saying));
  const { ok, code } = said;
  const begun = ok && begins;
  // A part of a name may have led to them.
  const about = `${noted} of ${whom.name === "" ? "the company itself" : whom.name}`;
  const told = said.message === noted ? about : said.message;
  const message = begun ? `${about}, of a new ${kind}: "${word.id}"` : told;
  const wrong = ok && how !== "set" && stood !== null;
  const rested = wrong ? await restedOn(owner, { kind, key }, stood.version) : [];
  return { ok, code, message, rested, timeZone };
}

/** What is begun under a name is found by it, and shown under it. */
async function name(owner: Owner, saying: Saying, field: string, value: string): Promise<void> {
  const naming: Saying = { ...saying, ...unbounded, field, value };
  const { ok, code, message } = await askOf(owner)((turn) => say(turn, owner.office, naming));
  if (!ok) throw new Refused({ code, message });
}

const unbounded = { until: null, expires: null, version: null, confidence: 100 };
