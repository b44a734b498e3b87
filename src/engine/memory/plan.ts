import { inShape } from "../../memory/shape.ts";
import type { EventStore } from "../../ledger/store.ts";
import type { Row } from "../../ledger/table.ts";
import type { Fact } from "../../memory/fact.ts";
import { kindBy } from "../../memory/kind.ts";
import { rootOf, type Stretch, stretches } from "../../memory/restoration.ts";
import { ofBytes } from "../../value/digest.ts";
import type { Labelled } from "../../value/label.ts";
import { type Office, opaque } from "../office.ts";
import { recordOf } from "../streams.ts";
import type { Place, Poison } from "./poison.ts";

/** What of one record is to be recorded, as it was looked at. */
export type PlannedRecord = Place & {
  /** Whether it is the one of its kind about whom it is about. */
  own: boolean;
  version: number;
  strong: boolean;
  fields: PlannedField[];
  /** Items of what was said against what stands, and is not to be asked any more. */
  conflicts: number[];
};

export type PlannedField = {
  field: string;
  stretches: Stretch[];
  /** The job that passed it on; null where it came from the source itself, or is brought back. */
  by: string | null;
};

export type PlannedPassage = { entry: number; client: string; id: string; root: number };
export type ReturningPassage = PlannedPassage & { content: Labelled };

/** What an act would record; nothing is decided yet. */
export type Plan = {
  records: PlannedRecord[];
  withdraw: PlannedPassage[];
  return: ReturningPassage[];
};

export async function plannedRecord(
  { office }: { office: Office },
  place: Place,
  stays: (root: Fact, version: Fact) => boolean,
  by: (root: Fact) => string | null = () => null,
): Promise<PlannedRecord> {
  const { kind, key, subject } = place;
  const record = inShape(await office.book.read(recordOf(kind, key)), office.active.schemas[kind]);
  const fields = Object.entries(record.facts).flatMap(([field, versions]): PlannedField[] => {
    const roots = new Map(versions.map((each) => [each, rootOf(record, field, each)] as const));
    const goes = versions.filter((each) => !stays(roots.get(each) ?? each, each));
    const found = stretches(versions, (each) => !goes.includes(each));
    const last = goes.at(-1);
    const from = last === undefined ? null : by(roots.get(last) ?? last);
    return found.length === 0 ? [] : [{ field, stretches: found, by: from }];
  });
  const conflicts = Object.values(record.disputes)
    .filter(({ status, said }) => status === "open" && !stays(said, said))
    .map(({ item }) => item);
  return {
    ...place,
    own: key === opaque(office, "record", kind, subject ?? "company"),
    version: record.version,
    strong: kindBy(office.active.schemas[kind]).strong,
    fields,
    conflicts,
  };
}

/** Every record in which something of it stands. */
export async function planned(
  parts: { office: Office; store: EventStore },
  { places, entries }: Poison,
): Promise<PlannedRecord[]> {
  const found: PlannedRecord[] = [];
  for (const place of places.values()) {
    if (await isGone(parts.store, place)) continue;
    const stays = (root: Fact) => !entries.has(root.entry);
    const by = (root: Fact) => entries.get(root.entry) ?? null;
    found.push(await plannedRecord(parts, place, stays, by));
  }
  return found.filter(isSomething);
}

export function isSomething({ fields, conflicts }: PlannedRecord): boolean {
  return fields.length > 0 || conflicts.length > 0;
}

/** Of a client who is forgotten, or is being forgotten, nothing is brought back. */
export async function isGone(
  store: EventStore,
  { subject }: Pick<Place, "subject">,
): Promise<boolean> {
  if (subject === null) return false;
  const [party] = await store.find({ table: "party", where: { subject }, limit: 1 });
  return party?.["leaving"] !== null && party?.["leaving"] !== undefined;
}

export function passageIn(row: Row): PlannedPassage {
  const { seq, client, id, root } = row;
  return { entry: Number(seq), client: String(client), id: String(id), root: Number(root) };
}

/** Names what was looked at: another digest, and something has moved meanwhile. */
export function digestOf(plan: Plan): string {
  const told = [
    plan.records.map(({ kind, key, version, fields, conflicts }) => [
      kind,
      key,
      version,
      conflicts,
      fields.map(({ field, stretches: all }) => [
        field,
        ...all.map(({ from, to, fact }) => [from, to, fact?.entry ?? 0]),
      ]),
    ]),
    plan.withdraw.map(({ entry }) => entry),
    plan.return.map(({ entry }) => entry),
  ];
  return ofBytes(JSON.stringify(told)).slice(0, 32);
}
