import type { Owner } from "../../../engine/owner.ts";
import { recordOf } from "../../../engine/streams.ts";
import { kindBy } from "../../../memory/kind.ts";
import { inForce } from "../../../memory/record.ts";
import { inShape } from "../../../memory/shape.ts";
import type { MemoryStats, PassagesQuery, PassagesView } from "../../contract/memory.ts";
import { mostRows } from "../../contract/memory.ts";
import { clientMeant, leadTo } from "../client.ts";

/** A client's passages, page by page. */
export async function passages(owner: Owner, asked: PassagesQuery): Promise<PassagesView> {
  const { client, after = 0 } = asked;
  const subject = await clientMeant(owner, client);
  const members = await owner.forgetting.membersOf(subject);
  const rows = await owner.store.find({
    table: "passage",
    where: { client: members },
    above: { seq: after },
    order: [{ column: "seq" }],
    limit: mostRows,
  });
  const found: PassagesView["passages"] = [];
  for (const row of rows) {
    const seq = Number(row["seq"]);
    const passage = await owner.memory.recollection.passage(seq);
    if (passage !== null) found.push({ ...passage, seq });
  }
  return { lead: await leadTo(owner, subject, client), passages: found };
}

/** How much is remembered, how fresh it is, and what models cost. */
export async function memoryStats(owner: Owner): Promise<MemoryStats> {
  const { store, office } = owner;
  const { currency, locale } = office.settings.company;
  const facts = await store.find({ table: "fact" });
  const kinds: MemoryStats["kinds"] = [];
  for (const [kind, rows] of Map.groupBy(facts, (row) => String(row["kind"]))) {
    const keys = [...new Set(rows.map((row) => String(row["id"])))];
    kinds.push({
      kind,
      records: keys.length,
      facts: rows.length,
      stale: await staleIn(owner, kind, keys),
    });
  }
  const tiers = await store.find({ table: "tier", order: [{ column: "tier" }] });
  const { meanings } = owner.memory;
  const passages = await store.count({ table: "passage" });
  const unread = await meanings.unread();
  const embedder = meanings.maker;
  const withheld = meanings.withheld;
  return {
    passages,
    unread,
    embedder,
    withheld,
    vectorBytes: (passages - unread - withheld) * embedder.dimensions,
    kinds: kinds.toSorted((a, b) => (a.kind < b.kind ? -1 : 1)),
    conflicts: await store.count({ table: "item", where: { kind: "fact", status: "open" } }),
    tiers: tiers.map((row) => ({
      tier: String(row["tier"]),
      calls: Number(row["calls"] ?? 0),
      micros: Number(row["micros"] ?? 0),
    })),
    currency,
    locale,
  };
}

/** Facts that should be asked again. Records are read only where their kind says after how long. */
async function staleIn({ office }: Owner, kind: string, keys: readonly string[]): Promise<number> {
  const schema = office.active.schemas[kind];
  const traits = kindBy(schema);
  if (!traits.ages) return 0;
  const now = office.clock.now();
  let stale = 0;
  for (const key of keys) {
    const record = inShape(await office.book.read(recordOf(kind, key)), schema);
    for (const [field, fact] of inForce(record, now)) {
      const freshMs = traits.freshMs(field);
      if (freshMs !== null && fact.confirmedAt + freshMs <= now) stale += 1;
    }
  }
  return stale;
}
