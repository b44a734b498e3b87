import { retire } from "../../../engine/memory/heuristics.ts";
import { sayFact } from "../../../engine/memory/say-fact.ts";
import type { Owner } from "../../../engine/owner.ts";
import { heuristicOf, recordOf } from "../../../engine/streams.ts";
import type { Row } from "../../../ledger/table.ts";
import { type Heuristic, heuristicKind } from "../../../memory/heuristic.ts";
import { inForce } from "../../../memory/record.ts";
import { sentenceOf } from "../../../memory/habit-rule.ts";
import { textOf } from "../../../value/json.ts";
import type { Outcome } from "../../contract/desk.ts";
import type { HeuristicLine, Heuristics } from "../../contract/heuristics.ts";
import { Refused } from "../../contract/refused.ts";
import { askOf } from "../ask.ts";
import { partyName } from "../names.ts";

/** Every heuristic: those she said, and what was learned of her answers, however she answered to it. */
export async function heuristics(owner: Owner): Promise<Heuristics> {
  const { store, office } = owner;
  const lines: HeuristicLine[] = [];
  const learnt = await store.find({ table: "heuristic", order: [{ column: "seq" }] });
  for (const row of learnt) lines.push(...(await lineOf(owner, row)));
  const keys = new Set(learnt.map((row) => String(row["key"])));
  for (const row of await hers(owner))
    if (!keys.has(String(row["id"]))) lines.push(await herLine(owner, row));
  return {
    heuristics: lines.toSorted((a, b) => a.entry - b.entry),
    now: office.clock.now(),
    timeZone: office.settings.company.timeZone,
  };
}

async function lineOf(owner: Owner, row: Row): Promise<HeuristicLine[]> {
  const state = await owner.office.book.read(heuristicOf(String(row["key"])));
  if (state.rule === null) return [];
  const record = await owner.office.book.read(recordOf(heuristicKind, String(row["key"])));
  const held = inForce(record, owner.office.clock.now()).get("text");
  const told = state.status === "consented" && held !== undefined;
  const { for: pro, against } = await owner.memory.habits.evidence(state);
  return [
    {
      entry: state.seq,
      at: Number(row["at"]),
      text: textOf(held?.value) || sentenceOf(state.rule),
      status: state.status === "consented" && !told ? "retired" : statusOf(state),
      by: "learned",
      client: await partyName(owner.store, row["subject"]),
      agents: [...state.agents],
      process: state.process,
      for: [...pro],
      against: [...against],
      item: state.item,
    },
  ];
}

function statusOf({ status }: Heuristic): HeuristicLine["status"] {
  return status === "none" ? "proposed" : status;
}

/** One row for each record of hers. */
async function hers({ store }: Owner): Promise<Row[]> {
  const rows = await store.find({ table: "fact", where: { kind: heuristicKind, field: "text" } });
  return [...rows];
}

async function herLine(owner: Owner, row: Row): Promise<HeuristicLine> {
  const versions =
    (await owner.office.book.read(recordOf(heuristicKind, String(row["id"])))).facts["text"] ?? [];
  const known = versions.findLast((fact) => fact.known);
  const [first] = versions;
  const told = versions.at(-1)?.known === true;
  return {
    entry: first?.source ?? 0,
    at: first?.recordedAt ?? Number(row["at"]),
    text: textOf(known?.value),
    status: told ? "consented" : "retired",
    by: "you",
    client: await partyName(owner.store, row["subject"]),
    agents: [],
    process: "",
    for: [],
    against: [],
    item: null,
  };
}

/** By its entry, as the list shows it. */
export async function retireHeuristic(
  owner: Owner,
  { entry, because }: { entry: number; because: string },
): Promise<Outcome> {
  const [learnt] = await owner.store.find({ table: "heuristic", where: { seq: entry }, limit: 1 });
  const ask = askOf(owner);
  if (learnt !== undefined)
    return ask((turn) => retire(turn, owner.office, String(learnt["key"]), because));
  for (const row of await hers(owner)) {
    if ((await herLine(owner, row)).entry !== entry) continue;
    const subject = typeof row["subject"] === "string" ? row["subject"] : null;
    return ask((turn) =>
      sayFact(turn, owner.office, {
        subject,
        kind: heuristicKind,
        key: String(row["id"]),
        own: false,
        field: "text",
        how: "retract",
        value: null,
        from: null,
        until: null,
        expires: null,
        confidence: 100,
        because,
        version: null,
      }),
    );
  }
  throw new Refused({
    code: "heuristic_unknown",
    message: `There is no heuristic ${entry}; "mainstay heuristics" lists them with their numbers`,
  });
}
