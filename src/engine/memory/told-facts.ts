import type { EventStore } from "../../ledger/store.ts";
import type { Row } from "../../ledger/table.ts";
import { type FactCandidate, valueText } from "../../memory/context.ts";
import { type Fact, isSecret } from "../../memory/fact.ts";
import { toldOf } from "../../memory/heuristic.ts";
import { kindBy } from "../../memory/kind.ts";
import { inForce } from "../../memory/record.ts";
import { inShape } from "../../memory/shape.ts";
import { titleIn } from "../../memory/title.ts";
import { isObject, type Json } from "../../value/json.ts";
import { join, whole } from "../../value/label.ts";
import type { Ref } from "../../value/pack.ts";
import { plainKinds } from "../../value/plain-kinds.ts";
import type { Book } from "../book.ts";
import type { Office } from "../office.ts";
import { recordOf } from "../streams.ts";

/** Where facts are read from. */
export type Records = { store: EventStore; book: Book; office: Pick<Office, "active"> };

/** What can be told of records, and what of them is secret. */
export type ToldFacts = { facts: FactCandidate[]; secret: Ref[] };

/** Facts in force of the records that are meant, as lines that say where they come from. */
export async function toldFacts(
  records: Records,
  where: { subject: readonly string[] | null; kind?: readonly string[] },
  agent: string | null,
  now: number,
): Promise<ToldFacts> {
  const rows = await records.store.find({ table: "fact", where });
  const each = new Map(rows.map((row) => [`${String(row["kind"])}/${String(row["id"])}`, row]));
  const told: ToldFacts = { facts: [], secret: [] };
  const kinds = [...each.values()].map((row) => String(row["kind"]));
  for (const row of each.values()) {
    const many = kinds.indexOf(String(row["kind"])) !== kinds.lastIndexOf(String(row["kind"]));
    await tell(records, row, { agent, now, many }, told);
  }
  return told;
}

async function tell(
  { book, office }: Records,
  row: Row,
  { agent, now, many }: { agent: string | null; now: number; many: boolean },
  told: ToldFacts,
): Promise<void> {
  const [kind, key] = [String(row["kind"]), String(row["id"])];
  const schema = office.active.schemas[kind];
  const state = inShape(await book.read(recordOf(kind, key)), schema);
  const traits = kindBy(schema);
  const facts = inForce(state, now);
  // One of several is told with what it is called; words in plain kinds speak for themselves.
  const title = many && !plainKinds.includes(kind) ? titleIn(facts) : null;
  for (const [field, fact] of toldOf(kind, facts, agent)) {
    const ref: Ref = { kind: "fact", record: kind, key, field, version: state.version };
    if (isSecret(fact)) told.secret.push(ref);
    else if (!saysNothing(fact.value)) {
      const of = title === null ? "" : ` of ${valueText(title.text)}`;
      const text = `${kind}.${field}${of}: ${valueText(fact.value)}`;
      const label = whole(fact.labels, "");
      const line = `- ${text} (${groundsOf(fact, traits.freshMs(field), now)})`;
      told.facts.push({
        ref,
        text,
        line,
        label: title === null ? label : join(label, whole(title.fact.labels, "")),
      });
    }
  }
}

function saysNothing(value: Json): boolean {
  return value === null || value === "" || (isObject(value) && Object.keys(value).length === 0);
}

const dayMs = 86_400_000;

/** "you, 2026-06-01, 30 days ago, entry 1117" */
function groundsOf(fact: Fact, freshMs: number | null, now: number): string {
  const { author, recordedAt, confirmedAt, confidence, source } = fact;
  const days = Math.floor((now - recordedAt) / dayMs);
  return [
    author === "operator" ? "the operator" : author.split(":")[0],
    dayOf(recordedAt),
    `${days} ${days === 1 ? "day" : "days"} ago`,
    ...(confidence === 100 ? [] : [`${confidence} % sure`]),
    ...(freshMs !== null && confirmedAt + freshMs <= now ? ["not said again for long"] : []),
    `entry ${source}`,
  ].join(", ");
}

export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
