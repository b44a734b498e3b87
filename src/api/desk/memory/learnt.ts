import { settle } from "../../../engine/memory/heuristics.ts";
import type { Said } from "../../../engine/answer/outcome.ts";
import type { Turn } from "../../../engine/turn.ts";
import type { Owner } from "../../../engine/owner.ts";
import { fingerprint } from "../../../engine/step/approve.ts";
import { hasModel } from "../../../engine/step/told.ts";
import { heuristicOf } from "../../../engine/streams.ts";
import type { Row } from "../../../ledger/table.ts";
import type { Heuristic, Settled } from "../../../memory/heuristic.ts";
import { sentenceOf } from "../../../memory/habit-rule.ts";
import { ownText } from "../../../value/label.ts";
import type { Item } from "../../contract/item.ts";
import type { Shown } from "../asked.ts";
import { dayText } from "../days.ts";
import { stepWords } from "../sentences.ts";

/** An item that asks about what was learned of her answers: its row is about the heuristic. */
export const isLearnt = (row: Row): boolean => row["kind"] === "heuristic";

const stateOf = ({ office }: Owner, row: Row): Promise<Heuristic> =>
  office.book.read(heuristicOf(String(row["about"])));

export async function learntTitle(
  owner: Owner,
  row: Row,
): Promise<{ title: string; notes: string[]; what: string }> {
  const state = await stateOf(owner, row);
  const what = "Learned";
  if (state.rule === null) return { title: "A heuristic that is gone", notes: [], what };
  const said = sentenceOf(state.rule);
  if (row["status"] !== "open") return { title: said, notes: [], what };
  const { for: pro, against } = await owner.memory.habits.evidence(state, sinceOf(state));
  if (state.status !== "proposed") {
    const notes = [`since you said yes: ${against.length} against, ${pro.length} for`];
    return { title: `Retire it? ${said}`, notes, what };
  }
  const of = pro.length + against.length;
  const where = stepWords(state.process);
  return {
    title: `Always so? ${said}`,
    notes: [`so it was in ${pro.length} of your ${of} answers there (${where})`],
    what,
  };
}

/** Of what she consented to, what came since her last word counts. */
const sinceOf = ({ status, settledSeq }: Heuristic): number =>
  status === "consented" ? settledSeq : 0;

/** The sentence as it is told, who is told, and the answers that bear it out or do not. */
export async function learntShown(owner: Owner, row: Row): Promise<Shown> {
  const state = await stateOf(owner, row);
  const { rule, item } = state;
  if (rule === null || item !== row["number"])
    return { digest: "", shown: null, editable: false, diff: [], answers: {}, schema: null };
  const { for: pro, against } = await owner.memory.habits.evidence(state, sinceOf(state));
  const shown = {
    told: sentenceOf(rule),
    to: state.agents.map((agent) => toldHow(owner, agent)),
    for: await answersAt(owner, pro),
    against: await answersAt(owner, against),
  };
  const text = { told: shown.told, to: [...state.agents], asks: state.status };
  return {
    digest: fingerprint(owner.office, null, ownText(text)),
    shown,
    editable: false,
    diff: [],
    answers:
      state.status === "proposed"
        ? { approve: "tell it from now on", deny: "no; it is not asked again" }
        : { approve: "retire it: it is not told any more", deny: "it stays" },
    schema: null,
  };
}

/** What keeps an agent from being told is said with what mends it. */
function toldHow({ office }: Owner, agent: string): string {
  const spec = office.active.agents[agent];
  if (spec === undefined) return `${agent}, once there is an agent of that name again`;
  if (spec.contextTokens === undefined)
    return `${agent}, once agents/${agent}.yaml says "context: { tokens: 1200 }"`;
  return hasModel(office, spec)
    ? agent
    : `${agent}, once its model can be asked ("mainstay models" says why not); what a template writes stays as its file has it`;
}

/** "job 17, 3 May" */
async function answersAt(owner: Owner, seqs: readonly number[]): Promise<string[]> {
  const lines: string[] = [];
  for (const seq of seqs) {
    const [row] = await owner.store.find({ table: "lesson", where: { seq }, limit: 1 });
    const where = { id: String(row?.["run"]) };
    const [run] = await owner.store.find({ table: "run", where, limit: 1 });
    if (row !== undefined && run !== undefined)
      lines.push(`job ${String(run["number"])}, ${dayText(owner, Number(row["at"]))}`);
  }
  return lines;
}

export function answerLearnt(turn: Turn, owner: Owner, row: Row, answer: string): Said {
  const key = String(row["about"]);
  const as = answer === "approve" ? "approve" : "deny";
  return settle(turn, owner.office, key, Number(row["number"]), as);
}

const settledWords: Record<Settled, string> = {
  consented: "you said yes: it is told since",
  refused: "you said no",
  kept: "you kept it",
  retired: "you retired it",
};

export async function learntSettled(owner: Owner, row: Row): Promise<Item["settled"]> {
  for (const event of await owner.journal.load(heuristicOf(String(row["about"])).name)) {
    if (event.type !== "heuristic.settled" || event.data["item"] !== row["number"]) continue;
    // Only what `settle` puts there.
    return { line: settledWords[event.data["as"] as Settled], at: event.at };
  }
  return null;
}
