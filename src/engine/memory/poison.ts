import type { Journal } from "../../ledger/journal.ts";
import type { EventStore } from "../../ledger/store.ts";
import type { Row } from "../../ledger/table.ts";
import { asOf, inForce, type RecordState } from "../../memory/record.ts";
import { rootOf } from "../../memory/restoration.ts";
import type { Fact } from "../../memory/fact.ts";
import type { Book } from "../book.ts";
import { recordOf } from "../streams.ts";
import { recordedBy } from "./recorded-by.ts";

type Ports = { store: EventStore; journal: Journal; book: Book };

/** A record, and whose it is by the events about it. */
export type Place = { kind: string; key: string; subject: string | null };

/** Since when a job rests on it, and by which steps. */
export type Tainted = { since: number; paths: Set<string> };

/**
 * What came from a source, and what came from that: versions of facts by their entries, and the jobs that
 * read them or a passage of it.
 *
 * PO1 A version came from where the version came from that it repeats (MS6).
 * PO2 What a job recorded after it had read something of it came from it, too; and so on. A job read what
 *     held in the record then, not what had been replaced or is said of another time.
 */
export class Poison {
  /** By entry: the job that passed it on; null where it came from the source itself. */
  readonly entries = new Map<number, string | null>();
  readonly jobs = new Map<string, Tainted>();
  readonly places = new Map<string, Place>();
  readonly #ports: Ports;
  readonly #toRead: Place[] = [];

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Judges what these rows tell was recorded. */
  async take(
    rows: readonly Row[],
    isFrom: (root: Fact) => boolean,
    by: string | null = null,
  ): Promise<void> {
    for (const [name, [row]] of Map.groupBy(rows, nameOf)) {
      if (row === undefined) continue;
      const { subject } = row;
      const place = {
        kind: String(row["kind"]),
        key: String(row["id"]),
        subject: typeof subject === "string" ? subject : null,
      };
      const record = await this.#ports.book.read(recordOf(place.kind, place.key));
      if (!this.#judge(record, isFrom, by)) continue;
      this.places.set(name, place);
      this.#toRead.push(place);
    }
  }

  /** A job that worked on it from then on. */
  taint(run: string, since: number, path: string): boolean {
    const known = this.jobs.get(run);
    const paths = (known?.paths ?? new Set()).add(path);
    const earlier = known === undefined || since < known.since;
    this.jobs.set(run, { since: earlier ? since : known.since, paths });
    return earlier;
  }

  /** PO2, until nothing more is found. */
  async follow(passages: readonly number[]): Promise<void> {
    const heard = await this.#ports.store.find({ table: "heard", where: { seq: passages } });
    await this.#pass(heard);
    for (let place = this.#toRead.pop(); place !== undefined; place = this.#toRead.pop()) {
      await this.#pass(await this.#readers(place));
    }
  }

  #judge(record: RecordState, isFrom: (root: Fact) => boolean, by: string | null): boolean {
    let found = false;
    for (const [field, version] of everySaid(record)) {
      const root = rootOf(record, field, version);
      if (this.entries.has(root.entry) || !isFrom(root)) continue;
      this.entries.set(root.entry, by);
      found = true;
    }
    return found;
  }

  async #readers({ kind, key }: Place): Promise<Row[]> {
    const record = await this.#ports.book.read(recordOf(kind, key));
    const rows = await this.#ports.store.find({ table: "rested", where: { kind, id: key } });
    return rows.filter((row) => {
      const read = asOf(record, Number(row["version"]));
      return [...inForce(read, Number(row["at"]))].some(([field, fact]) =>
        this.entries.has(rootOf(record, field, fact).entry),
      );
    });
  }

  async #pass(reads: readonly Row[]): Promise<void> {
    const fresh = new Set<string>();
    for (const row of reads) {
      const run = String(row["run"]);
      if (this.taint(run, Number(row["at"]), String(row["path"]))) fresh.add(run);
    }
    for (const run of fresh) {
      const author = `run:${run}`;
      const since = this.jobs.get(run)?.since ?? 0;
      const rows = await recordedBy(this.#ports, run);
      const isFrom = (root: Fact) => root.author === author && root.recordedAt >= since;
      await this.take(rows, isFrom, run);
    }
  }
}

/** Every version of every field, and what was said against what stood. */
function everySaid({ facts, disputes }: RecordState): (readonly [field: string, said: Fact])[] {
  return [
    ...Object.entries(facts).flatMap(([field, all]) => all.map((fact) => [field, fact] as const)),
    ...Object.values(disputes).map(({ field, said }) => [field, said] as const),
  ];
}

const nameOf = ({ kind, id }: Row): string => `${String(kind)}/${String(id)}`;
