import type { Owner } from "../../../engine/owner.ts";
import { noted, sayFact as say } from "../../../engine/memory/say-fact.ts";
import { heldAt } from "../../../memory/fact.ts";
import { versionsOf } from "../../../memory/record.ts";
import { plainKinds } from "../../../value/plain-kinds.ts";
import type { FactSaid, FactWord, Time } from "../../contract/facts.ts";
import { askOf } from "../ask.ts";
import { whomMeant } from "./facts.ts";
import { readRecord, recordKnown, recordNamed } from "./records.ts";
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
  const record = await readRecord(owner, kind, key);
  const stood = heldAt(versionsOf(record, field), owner.office.clock.now());
  const { timeZone } = owner.office.settings.company;
  const begin = (time: Time | undefined) => (time === undefined ? null : beginOf(time, timeZone));
  const said = await askOf(owner)((turn) =>
    say(turn, owner.office, {
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
    }),
  );
  const { ok, code } = said;
  const begun = ok && isNew && word.id !== undefined && !plainKinds.includes(kind);
  // A part of a name may have led to them.
  const about = `${noted} of ${whom.name === "" ? "the company itself" : whom.name}`;
  const told = said.message === noted ? about : said.message;
  const message = begun ? `${about}, of a new ${kind}: "${word.id}"` : told;
  const wrong = ok && how !== "set" && stood !== null;
  const rested = wrong ? await restedOn(owner, { kind, key }, stood.version) : [];
  return { ok, code, message, rested, timeZone };
}
