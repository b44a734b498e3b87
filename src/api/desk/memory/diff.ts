import type { Owner } from "../../../engine/owner.ts";
import { recordOf } from "../../../engine/streams.ts";
import type { Query, Row } from "../../../ledger/table.ts";
import { type Difference, differences } from "../../../memory/difference.ts";
import { type Fact, heldAt } from "../../../memory/fact.ts";
import { asRecorded, type RecordState } from "../../../memory/record.ts";
import { inShape } from "../../../memory/shape.ts";
import { Refused } from "../../contract/refused.ts";
import { kindMeant } from "./kind-meant.ts";
import type { SecretAsked } from "../../contract/facts.ts";
import type { DiffLine, DiffQuery, DiffView, PlaceView } from "../../contract/snapshots.ts";
import { authorOf, whomMeant } from "./facts.ts";
import { placeMeant } from "../history-place.ts";
import { partyName } from "../names.ts";
import { titleOf } from "./records.ts";
import { bothSeen } from "./secret.ts";

/** Of more, the rest is counted. */
const mostListed = 1_000;

/** What was recorded between two places in the history (MS3). */
export async function memoryDiff(owner: Owner, asked: DiffQuery): Promise<DiffView> {
  const from = await placeMeant(owner, asked.from);
  const to = await placeMeant(owner, asked.to ?? "now");
  if (from.entry > to.entry) {
    throw new Refused({
      code: "snapshot_order",
      message: `Cannot compare "${asked.from}" with "${asked.to ?? "now"}": it is the later one; name the earlier first`,
    });
  }
  if (asked.kind !== undefined) await kindMeant(owner, asked.kind);
  const where = await whereOf(owner, asked);
  const range = { above: { seq: from.entry }, below: { seq: to.entry + 1 } };
  const rows = await owner.store.find({ table: "change", where, ...range });
  const found = new Differing(owner, from, to, asked);
  for (const changes of Map.groupBy(rows, nameOf).values()) await found.add(changes);
  const client = where["subject"];
  const count = async (table: string): Promise<number> =>
    asked.kind === undefined
      ? owner.store.count({
          table,
          ...(client === undefined ? {} : { where: { client } }),
          ...range,
        })
      : 0;
  const passages = await count("passage");
  const withdrawn = await count("withdrawn");
  const { counts, lines } = found;
  return {
    from,
    to,
    counts: { ...counts, passages, withdrawn },
    facts: lines,
    more:
      counts.added +
      counts.changed +
      counts.retracted +
      counts.besides +
      counts.confirmed -
      lines.length,
    timeZone: owner.office.settings.company.timeZone,
  };
}

async function whereOf(
  owner: Owner,
  { client, kind }: DiffQuery,
): Promise<NonNullable<Query["where"]>> {
  return {
    ...(client === undefined ? {} : { subject: (await whomMeant(owner, client)).members }),
    ...(kind === undefined ? {} : { kind }),
  };
}

const nameOf = ({ kind, id }: Row): string => `${String(kind)}/${String(id)}`;

/** What differs, record by record. */
class Differing {
  readonly counts = { added: 0, changed: 0, retracted: 0, besides: 0, confirmed: 0, forgotten: 0 };
  readonly lines: DiffLine[] = [];
  readonly #owner: Owner;
  readonly #from: PlaceView;
  readonly #to: PlaceView;
  readonly #secrets: SecretAsked;
  readonly #clients = new Map<string, Promise<{ name: string; leaving: boolean }>>();

  constructor(owner: Owner, from: PlaceView, to: PlaceView, secrets: SecretAsked) {
    this.#owner = owner;
    this.#from = from;
    this.#to = to;
    this.#secrets = secrets;
  }

  /** `rows`: all that was recorded of one record in between. */
  async add(rows: readonly Row[]): Promise<void> {
    const [first] = rows;
    const [kind, key] = [String(first?.["kind"]), String(first?.["id"])];
    const client = await this.#client(first?.["subject"]);
    if (client.leaving) {
      this.counts.forgotten += 1;
      return;
    }
    const record = await this.#owner.office.book.read(recordOf(kind, key));
    const { entry, at } = this.#to;
    const told = differences(record, this.#from.entry, entry, at);
    const { schemas } = this.#owner.office.active;
    const title = titleOf(inShape(asRecorded(record, entry), schemas[kind]), at);
    const about = { client: client.name, kind, key, title };
    for (const each of told) {
      const { field, how, before, after } = each;
      const { author, recordedAt, entry: said } = newest(record, each, entry);
      await this.#put({
        ...about,
        field,
        how,
        ...bothSeen(this.#owner, { kind, field }, { before, after }, this.#secrets),
        author,
        at: recordedAt,
        entry: said,
      });
    }
    const changed = new Set(told.map(({ field }) => field));
    for (const row of rows) {
      const [field = ""] =
        row["author"] === null ? (JSON.parse(String(row["fields"])) as string[]) : [];
      if (field === "" || changed.has(field)) continue;
      changed.add(field);
      const fact = heldAt(asRecorded(record, entry).facts[field] ?? [], at);
      const same = { before: fact, after: fact };
      const sides = bothSeen(this.#owner, { kind, field }, same, this.#secrets);
      await this.#put({
        ...about,
        field,
        how: "confirmed",
        ...sides,
        author: fact?.author ?? "",
        at: Number(row["at"]),
        entry: Number(row["seq"]),
      });
    }
  }

  async #put({ author, ...line }: Omit<DiffLine, "by"> & { author: string }): Promise<void> {
    this.counts[line.how] += 1;
    if (this.lines.length >= mostListed) return;
    this.lines.push({ ...line, by: await authorOf(this.#owner, author) });
  }

  /** Null: the company itself. */
  async #client(subject: Row[string] | undefined): Promise<{ name: string; leaving: boolean }> {
    if (typeof subject !== "string") return { name: "", leaving: false };
    const known = this.#clients.get(subject) ?? this.#read(subject);
    this.#clients.set(subject, known);
    return known;
  }

  async #read(subject: string): Promise<{ name: string; leaving: boolean }> {
    const { store } = this.#owner;
    const [row] = await store.find({ table: "party", where: { subject }, limit: 1 });
    const leaving = typeof row?.["leaving"] === "number" || typeof row?.["forgotten"] === "number";
    return { name: leaving ? "" : await partyName(store, subject), leaving };
  }
}

/** What was said of it last, up to that entry. */
function newest({ facts }: RecordState, { field }: Difference, to: number): Fact {
  const said = (facts[field] ?? []).findLast(({ entry }) => entry <= to);
  if (said === undefined) throw new Error(`Nothing was recorded of ${field}`);
  return said;
}
