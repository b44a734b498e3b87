import { isStream } from "../../src/ledger/gone.ts";
import type { Durable } from "./disk.ts";
import type { Evidence } from "./evidence.ts";

/**
 * SIM19: of whom is forgotten nothing is under way, nothing is kept, nothing can be opened, and what is
 * about nobody and names her is not kept either.
 */
export async function checkForgotten(evidence: Evidence): Promise<void> {
  const { events, disk } = evidence;
  const begun = events.filter(({ type }) => type === "subject.forgetting");
  const leaving = new Set(begun.map(({ stream }) => stream));
  // Who was forgotten before a restore stays forgotten in what was restored.
  const listed = await disk.keys.forgotten();
  for (const { subject } of listed.filter(({ subject: name }) => !isStream(name))) {
    leaving.add(`subject/${subject}`);
  }
  const gone = events.filter(({ type }) => type === "subject.forgotten");
  for (const { stream } of gone) leaving.delete(stream);
  // A job about nobody that names her may be waited for, too.
  const waited = [null, ...[...leaving].map(subjectOf)];
  const busy = waited.some((subject) => openBefore(events, subject).size > 0);
  for (const stream of busy ? [] : leaving) {
    evidence.break("SIM19", `${stream} is to be forgotten, has no open job, and is not`);
  }
  if (gone.length === 0) return;
  const kept = await disk.store.readFrom(1, events.length);
  for (const forgotten of gone) {
    const subject = subjectOf(forgotten.stream);
    if (disk.keys.get(subject) !== "destroyed") {
      evidence.break("SIM19", `subject ${subject} is forgotten, and its key is there`);
    }
    const own = events.filter((event) => event.subject === subject && event.seq < forgotten.seq);
    for (const { seq, type } of own) {
      // What is sealed under a destroyed key is one byte.
      const left = kept[seq - 1]?.values.some(({ bytes }) => bytes.byteLength > 1);
      if (left === true) {
        evidence.break("SIM19", `subject ${subject} is forgotten, and event ${seq} (${type}) kept`);
      }
    }
    for (const stream of openBefore(events, subject, forgotten.seq)) {
      evidence.break("SIM19", `subject ${subject} is forgotten, and ${stream} was open`);
    }
    for (const { seq, stream } of namedWith(events, forgotten)) {
      if ((kept[seq - 1]?.values.length ?? 0) === 0) continue;
      evidence.break(
        "SIM19",
        `subject ${subject} is forgotten, and event ${seq} of ${stream} kept`,
      );
    }
  }
}

/** Events about nobody that were noted beside her before her end. */
function namedWith(events: readonly Durable[], forgotten: Durable): Durable[] {
  const noted = events
    .filter(({ stream, seq }) => stream === forgotten.stream && seq < forgotten.seq)
    .filter(({ type }) => type === "subject.named")
    // As the kernel writes them.
    .flatMap(({ data }) => data["in"] as { stream: string; until: number }[]);
  const until = new Map(noted.map((one) => [one.stream, one.until]));
  return events.filter(
    ({ stream, subject, at }) => subject === null && at <= (until.get(stream) ?? -1),
  );
}

function subjectOf(stream: string): string {
  return stream.slice("subject/".length);
}

/** Jobs about a subject that were open before an event, or are. */
function openBefore(
  events: readonly Durable[],
  subject: string | null,
  seq = Infinity,
): Set<string> {
  const open = new Set<string>();
  for (const { type, stream, data } of events.slice(0, seq - 1)) {
    if (type === "run.started" && data["subject"] === subject) open.add(stream);
    else if (type === "run.completed" || type === "run.cancelled") open.delete(stream);
  }
  return open;
}
