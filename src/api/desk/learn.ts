import type { Turn } from "../../engine/book.ts";
import { learn as learnOne } from "../../engine/memory/learn.ts";
import type { Owner } from "../../engine/owner.ts";
import { fromOperator, fromOutside } from "../../value/label.ts";
import type { FactRow, Learn, Learnt } from "../contract/facts.ts";
import { Refused } from "../contract/refused.ts";
import { recordMeant, type Whom, whomMeant } from "./facts.ts";
import { importer } from "./sources.ts";

/** Takes what others say, one by one: what cannot be taken keeps no other out. */
export async function learn(owner: Owner, { dryRun, rows, import: part }: Learn): Promise<Learnt> {
  const { office } = owner;
  const who = await importer(owner, part);
  const learnt: Learnt = { recorded: 0, confirmed: 0, disputed: 0, asked: 0, refused: [] };
  const known = new Map<string | undefined, Whom | string>();
  for (const row of rows) {
    const whom = known.get(row.client) ?? (await meant(owner, row.client));
    known.set(row.client, whom);
    if (typeof whom === "string") {
      learnt.refused.push({ line: row.line, reason: whom });
      continue;
    }
    const work = await saidIn(owner, whom, row);
    const said = dryRun
      ? await office.book.foresee(who, work)
      : (await office.book.turn(who, work)).result;
    if (typeof said === "string") learnt[said] += 1;
    else learnt.refused.push({ line: row.line, reason: said.reason });
  }
  await office.book.committed();
  return learnt;
}

/** Or why nobody is. */
async function meant(owner: Owner, client: string | undefined): Promise<Whom | string> {
  try {
    return await whomMeant(owner, client);
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

/** Nobody has read it over, so that it vouches for nothing. */
async function saidIn(owner: Owner, whom: Whom, row: FactRow) {
  const { kind, field, value, from, until = null, expires = null, confidence = 100, by = "" } = row;
  const record = await recordMeant(owner, whom, row);
  return (turn: Turn) =>
    learnOne(turn, owner.office, {
      ...record,
      subject: whom.subject,
      kind,
      field,
      value: fromOutside(value, whom.subject),
      from: from ?? turn.at,
      until,
      expires,
      confidence,
      why: by === "" ? null : fromOperator(by),
      author: "import",
      source: turn.nextSeq,
    });
}
