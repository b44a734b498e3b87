import { inQuarantine } from "../kernel/control.ts";
import { fromOutside, type Labelled, own } from "../value/label.ts";
import { morningNote } from "../workspace/morning.ts";
import type { Office } from "./office.ts";
import { startRun } from "./start.ts";
import { controlStream, releaseStream } from "./streams.ts";
import { engine } from "./who.ts";

export type Note = { subject: string; text: string };

/**
 * Keeps the note of one morning, as what its job is begun with: once, however often it is asked for
 * (ST1). False where it was kept before, or nothing may begin.
 */
export async function keepNote(office: Office, slot: number, note: Note): Promise<boolean> {
  if (office.active.plans[morningNote] === undefined) return false;
  const { result } = await office.book.turn(engine, (turn) => {
    const control = turn.get(controlStream);
    if (control.clock !== null || inQuarantine(control)) return false;
    const { new: fresh } = startRun(turn, office, {
      runbook: morningNote,
      release: office.active.id,
      trigger: { kind: "time", key: String(slot) },
      subject: null,
      input: labelled(slot, note),
      parent: null,
    });
    return fresh;
  });
  await office.book.committed();
  return result;
}

/** Titles of mails and names of clients stand in it: it is outside text, though we wrote it. */
function labelled(slot: number, { subject, text }: Note): Labelled {
  const { value, labels } = fromOutside({ subject, text, at: new Date(slot).toISOString() }, null);
  return { value, labels: { ...labels, "/at": own } };
}

/** When the company began: no note is owed for a morning before. */
export async function begunAt(office: Office): Promise<number> {
  return (await office.book.read(releaseStream)).history[0]?.at ?? office.clock.now();
}
