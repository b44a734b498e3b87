import { setImmediate } from "node:timers/promises";
import { type Told, told } from "../../ledger/codec.ts";
import type { EventStore, OutlinedEvent } from "../../ledger/store.ts";
import { isObject, type Json, textOf } from "../../value/json.ts";
import { arrivalOf } from "../start.ts";

/** What stands of one entry, as far as retention asks: where it belongs, and how much there is. */
export type Entry = {
  seq: number;
  at: number;
  /** Of its values, as they are stored. */
  size: number;
  /** Of the first of them: what a sample is drawn by. */
  digest: string;
  part: Part;
};

/** What an entry's content is. */
export type Part =
  | { of: "call"; run: string; call: string }
  | { of: "act"; run: string; tokens: readonly string[] }
  | { of: "draft"; run: string }
  | { of: "arrival"; arrival: string }
  | { of: "copy"; run: string; arrival: string }
  | { of: "passage"; passage: string }
  /** What a job looked back on. */
  | { of: "lookBack"; run: string }
  | { of: "run"; run: string };

/** What the events of a job tell of it. */
export type Job = {
  byHand: boolean;
  runbook: string;
  subject: string | null;
  parent: string | null;
  /** It did something outside, or put something on record. */
  did: boolean;
  calls: boolean;
};

export type Notes = {
  jobs: ReadonlyMap<string, Job>;
  /** Which way an arrival went first, before she put it away. */
  ways: ReadonlyMap<string, string>;
  entries: readonly Entry[];
};

const page = 500;

/** Reads the whole ledger once, without the content of what it says. */
export async function notesOf(store: EventStore): Promise<Notes> {
  const jobs = new Map<string, Job>();
  const ways = new Map<string, string>();
  const imported = new Set<string>();
  const entries: Entry[] = [];
  for (let from = 1; ;) {
    const events = await store.outline(from, page);
    // Others come to their turn.
    await setImmediate();
    for (const event of events) note(event, { jobs, ways, imported, entries });
    if (events.length < page) return { jobs, ways, entries };
    from += events.length;
  }
}

type Noted = {
  jobs: Map<string, Job>;
  ways: Map<string, string>;
  /** Passages that came by an import. */
  imported: Set<string>;
  entries: Entry[];
};

function note(event: OutlinedEvent, { jobs, ways, imported, entries }: Noted): void {
  const said = told(event);
  const [kind, id] = split(event.stream);
  if (kind === "run") follow(id, said, jobs);
  if (said.type === "inbound.routed" && !ways.has(id)) ways.set(id, textOf(said.data["fate"]));
  if (kind === "passage" && said.data["source"] === "import") imported.add(id);
  // Content that is gone has no size any more, and nothing can go of it.
  if (event.values.length === 0) return;
  const part =
    kind === "passage"
      ? imported.has(id)
        ? { of: "passage" as const, passage: id }
        : null
      : partOf(kind, id, said);
  if (part === null) return;
  const size = event.values.reduce((sum, value) => sum + value.size, 0);
  const digest = textOf(Object.values(said.values)[0]);
  entries.push({ seq: event.seq, at: said.at, size, digest, part });
}

function split(stream: string): [string, string] {
  const slash = stream.indexOf("/");
  return slash === -1 ? [stream, ""] : [stream.slice(0, slash), stream.slice(slash + 1)];
}

function follow(id: string, { type, data }: Told, jobs: Map<string, Job>): void {
  if (type === "run.started") {
    const { trigger, parent, runbook, subject } = data;
    jobs.set(id, {
      byHand: isObject(trigger) && trigger["kind"] === "request",
      runbook: textOf(runbook),
      subject: typeof subject === "string" ? subject : null,
      parent: isObject(parent) ? textOf(parent["run"]) : null,
      did: false,
      calls: false,
    });
    return;
  }
  const job = jobs.get(id);
  if (job === undefined) return;
  if (type === "effect.applied" || (type === "step.completed" && isObject(data["record"]))) {
    job.did = true;
  } else if (type === "call.opened") job.calls = true;
}

const drafting: ReadonlySet<Json | undefined> = new Set(["template", "code", "model"]);

function partOf(kind: string, id: string, { type, data }: Told): Part | null {
  if (kind === "inbound") return { of: "arrival", arrival: id };
  if (kind !== "run") return null;
  const run = id;
  switch (type) {
    case "call.started":
    case "call.ended":
      return { of: "call", run, call: textOf(data["call"]) };
    case "run.started": {
      const { trigger } = data;
      const arrived = isObject(trigger) && trigger["kind"] === "event";
      return arrived
        ? { of: "copy", run, arrival: arrivalOf(textOf(trigger["key"])) }
        : { of: "run", run };
    }
    case "signal.received":
      return { of: "copy", run, arrival: textOf(data["inbound"]) };
    case "step.proposed":
      return { of: "act", run, tokens: tokensIn(data["proposals"]) };
    case "approval.requested":
      return data["act"] === true
        ? { of: "act", run, tokens: [textOf(data["about"])] }
        : { of: "run", run };
    case "step.completed": {
      if (typeof data["signal"] === "string") return { of: "copy", run, arrival: data["signal"] };
      const { by } = data;
      if (isObject(by) && by["rung"] === "episodes") return { of: "lookBack", run };
      return isObject(by) && drafting.has(by["rung"]) ? { of: "draft", run } : { of: "run", run };
    }
    default:
      return { of: "run", run };
  }
}

function tokensIn(proposals: Json | undefined): string[] {
  if (!Array.isArray(proposals)) return [];
  return proposals.map((each) => (isObject(each) ? textOf(each["token"]) : ""));
}
