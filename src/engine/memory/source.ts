import type { Journal } from "../../ledger/journal.ts";
import type { EventStore } from "../../ledger/store.ts";
import type { Row } from "../../ledger/table.ts";
import type { Fact } from "../../memory/fact.ts";
import type { Source } from "../../memory/revision.ts";
import type { Book } from "../book.ts";
import { runOf } from "../streams.ts";
import type { Poison } from "./poison.ts";
import { recordedBy } from "./recorded-by.ts";

/** What a source is known by, once it was found. */
export type KnownSource = {
  source: Exclude<Source, { kind: "revision" }>;
  /** Of an import or a mail: the root of its chain. */
  root: number;
  /** Of a job, or of the one that took the mail. */
  run: string | null;
  /** Of a mail: its own entry. */
  entry: number;
};

type Ports = { store: EventStore; journal: Journal; book: Book };

/** What came from the source itself, recorded after entry `since`; entries of its passages. */
export async function takeDirect(
  ports: Ports,
  poison: Poison,
  known: KnownSource,
  since: number,
): Promise<readonly Row[]> {
  const { store } = ports;
  const { source, root, run, entry } = known;
  const late = (each: Fact) => each.entry > since;
  switch (source.kind) {
    case "import": {
      const rows = await store.find({ table: "change", where: { intent: root } });
      await poison.take(rows, (each) => each.intent === root && late(each));
      return store.find({ table: "passage", where: { root }, above: { seq: since } });
    }
    case "mail": {
      // What the job that it began recorded, or the job that took it went on to record.
      const begun = await store.find({ table: "change", where: { intent: root } });
      await poison.take(begun, (each) => each.intent === root && late(each));
      if (run !== null) await takeRun(ports, poison, run, Math.max(entry, since));
      return store.find({ table: "passage", where: { root, id: source.id } });
    }
    case "job":
      if (run !== null) await takeRun(ports, poison, run, since);
      return [];
    case "agent":
      for (const [id, from] of await workedIn(ports, source.name)) {
        await takeRun(ports, poison, id, Math.max(from, since));
      }
      return [];
  }
}

async function takeRun(ports: Ports, poison: Poison, run: string, after: number): Promise<void> {
  const author = `run:${run}`;
  const rows = await recordedBy(ports, run, after);
  await poison.take(rows, (each) => each.author === author && each.entry > after);
}

/**
 * Jobs that recorded facts and in which the agent worked, each with the entry of its first work there: what
 * the job recorded from then on may rest on it.
 */
export async function workedIn(
  { store, journal, book }: Ports,
  agent: string,
): Promise<Map<string, number>> {
  const rows = await store.find({ table: "change", above: { version: 0 } });
  const authors = new Set(rows.map((row) => String(row["author"])));
  const found = new Map<string, number>();
  for (const author of authors) {
    if (!author.startsWith("run:")) continue;
    const id = author.slice("run:".length);
    const { run } = await book.read(runOf(id));
    const worked = Object.values(run.steps).some((step) => "by" in step && step.by.agent === agent);
    if (!worked) continue;
    const first = (await journal.load(runOf(id).name)).find(({ data }) => {
      const by = data["by"];
      return typeof by === "object" && by !== null && "agent" in by && by.agent === agent;
    });
    if (first !== undefined) found.set(id, first.seq);
  }
  return found;
}
