import type { Owner } from "../../engine/owner.ts";
import { controlStream, runOf } from "../../engine/streams.ts";
import type { Outcome } from "../contract/desk.ts";
import { deedsAfter, type Openable } from "./deeds.ts";
import { holdOf, resumeCommand, targetWords } from "./held.ts";

/** OW1: recorded without an owner, it names what now waits for `up`. */
export async function withWhatWaits(
  owner: Owner,
  openable: Openable,
  run: string,
  said: Outcome,
): Promise<Outcome> {
  if (!said.ok || owner.mode !== "record") return said;
  const deeds = await deedsAfter(owner, run, () => {}, openable);
  if (deeds.length === 0) return said;
  return { ...said, waits: deeds.map(({ label, line }) => `${label} ${line}`) };
}

/** A yes is kept while the job's process is paused; what follows from it waits for her. */
export async function withHold(owner: Owner, run: string, said: Outcome): Promise<Outcome> {
  if (!said.ok) return said;
  const { runbook } = (await owner.office.book.read(runOf(run))).run;
  const held = holdOf(await owner.office.book.read(controlStream), runbook);
  if (held === null) return said;
  const what = targetWords(held);
  const message = `${said.message}; nothing follows while ${what} is paused. Go on with "${resumeCommand(held)}"`;
  return { ...said, message };
}
