import type { Owner } from "../../../engine/owner.ts";
import { type RunCell, runOf, subjectOf } from "../../../engine/streams.ts";
import type { At, RunEvent } from "../../../kernel/event.ts";
import type { Recorded } from "../../../ledger/event.ts";
import { isObject } from "../../../value/json.ts";
import type { TimelineEntry } from "../../contract/jobs.ts";
import { dayText } from "../days.ts";
import { inLocale } from "../in-locale.ts";
import { standing } from "../place.ts";
import { removedIn } from "./removed.ts";
import { storyOf } from "./story.ts";
import { tell } from "./tell.ts";

/** What happened in a job, each line from one recorded event (C1, G1). */
export async function timeline(owner: Owner, id: string): Promise<TimelineEntry[]> {
  const at = await standing(owner, id, "");
  const events = await owner.journal.load(runOf(id).name);
  const entries: TimelineEntry[] = [];
  if (at === null) return entries;
  const story = await storyOf(owner, at, events);
  const removed = await removedIn(owner, events);
  for (const event of events) {
    const told = tell(story, event as unknown as At<RunEvent>);
    if (told === null) continue;
    entries.push({
      seq: event.seq,
      at: event.at,
      by: event.actor,
      version: "",
      costMicros: costOf(event),
      causedBy: event.cause,
      undo: "",
      detail: false,
      step: stepOf(at.cell, event),
      ...told,
      why: inLocale(
        owner,
        [told.why ?? "", removed.get(event.seq) ?? ""].filter((each) => each !== "").join("; "),
      ),
    });
  }
  return [...foldedCalls(entries, events), ...(await farewell(owner, id, at.cell))];
}

/** Parts of the job that did the same are one line, with how often; each stands among the details. */
function foldedCalls(
  entries: readonly TimelineEntry[],
  events: readonly Recorded[],
): TimelineEntry[] {
  const called = new Set(events.filter(isCall).map(({ seq }) => seq));
  const same = new Map<string, number>();
  for (const { seq, what } of entries)
    if (called.has(seq)) same.set(what, (same.get(what) ?? 0) + 1);
  const told = new Set<string>();
  return entries.map((entry) => {
    const times = called.has(entry.seq) ? (same.get(entry.what) ?? 1) : 1;
    if (times === 1) return entry;
    if (told.has(entry.what)) return { ...entry, detail: true };
    told.add(entry.what);
    return { ...entry, what: `${entry.what} (${times} times)` };
  });
}

function isCall({ type, data }: Recorded): boolean {
  return type === "step.completed" && isObject(data["by"]) && data["by"]["rung"] === "call";
}

/** That its client was forgotten since, or one whom it named: nothing else of it can be read any more. */
async function farewell(
  owner: Owner,
  id: string,
  { run: { subject }, last }: RunCell,
): Promise<TimelineEntry[]> {
  const gone =
    subject === null ? await forgottenJob(owner, id, last) : await forgottenClient(owner, subject);
  if (gone === null) return [];
  const { whom, ...place } = gone;
  const what = `${whom}, on ${dayText(owner, gone.at)}; what was said and done can no longer be read`;
  const nothing = { version: "", costMicros: 0, undo: "", why: "", step: "", detail: false };
  return [{ ...place, verb: "forgot", what, ...nothing }];
}

type Farewell = Pick<TimelineEntry, "seq" | "at" | "by" | "causedBy"> & { whom: string };

async function forgottenClient(owner: Owner, subject: string): Promise<Farewell | null> {
  const { name } = subjectOf(subject);
  const gone = (await owner.journal.load(name)).find(({ type }) => type === "subject.forgotten");
  if (gone === undefined) return null;
  const { seq, at, actor: by, cause: causedBy } = gone;
  return { whom: "its client", seq, at, by, causedBy };
}

/** About nobody: the list tells. */
async function forgottenJob(owner: Owner, id: string, seq: number): Promise<Farewell | null> {
  const { name } = runOf(id);
  const listed = await owner.office.sealer.forgotten();
  const gone = listed.find(({ subject }) => subject === name);
  if (gone === undefined) return null;
  return { whom: "a client whom it named", seq, at: gone.at, by: "engine", causedBy: null };
}

function costOf(event: Recorded): number {
  const micros = event.data["costMicros"];
  return typeof micros === "number" ? micros : 0;
}

function stepOf(cell: RunCell, event: Recorded): string {
  const { path, about, token } = event.data;
  if (typeof path === "string") return path;
  const key = typeof token === "string" ? token : typeof about === "string" ? about : "";
  return cell.run.effects[key]?.path ?? key;
}
