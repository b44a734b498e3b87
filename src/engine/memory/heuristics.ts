import type { Habit } from "../../memory/habit.ts";
import { type Heuristic, heuristicKind, scopeField, type Settled } from "../../memory/heuristic.ts";
import { type Rule, sentenceOf } from "../../memory/habit-rule.ts";
import { canonical } from "../../value/json.ts";
import { fromOperator, type Labelled } from "../../value/label.ts";
import { done, no, type Said } from "../answer/outcome.ts";
import type { Turn } from "../turn.ts";
import { type Office, opaque } from "../office.ts";
import { heuristicOf } from "../streams.ts";
import { type About, amend, byHer, elsewhere } from "./amend.ts";
import { misfit } from "./form.ts";

/**
 * What was learned of her answers, put before her and kept by her word: a heuristic she consented to is
 * a record like those that she says herself, so that whoever rests on it is known (D6).
 */
export type Learnt = { habit: Habit; action: string; process: string; agents: string[] };

export function heuristicKey(office: Office, { habit, action }: Learnt): string {
  const { rule, subject } = habit;
  return opaque(office, "heuristic", action, subject ?? "", canonical(rule));
}

export function propose(turn: Turn, office: Office, learnt: Learnt): void {
  const stream = heuristicOf(heuristicKey(office, learnt));
  if (turn.get(stream).status !== "none") return;
  const { action, process, agents, habit } = learnt;
  turn.emit(stream, {
    type: "heuristic.proposed",
    data: { item: turn.number(), action, process, agents, ...borne(habit.evidence) },
    values: { rule: fromOperator(habit.rule) },
    ...(habit.subject === null ? {} : { subject: habit.subject }),
  });
}

/** Puts before her whether it still holds (HE3). */
export function doubt(turn: Turn, key: string, rule: Rule, evidence: Habit["evidence"]): void {
  const stream = heuristicOf(key);
  const { status, item } = turn.get(stream);
  if (status !== "consented" || item !== null) return;
  turn.emit(stream, {
    type: "heuristic.doubted",
    data: { item: turn.number(), ...borne(evidence) },
    values: { rule: fromOperator(rule) },
  });
}

/** So many entries of each kind are named; they are the newest. */
const mostNamed = 50;

function borne({ for: pro, against }: Habit["evidence"]) {
  return { for: pro.slice(-mostNamed), against: against.slice(-mostNamed) };
}

/** Her answer to what she was asked of it. */
export function settle(
  turn: Turn,
  office: Office,
  key: string,
  item: number,
  answer: "approve" | "deny",
): Said {
  const stream = heuristicOf(key);
  const state = turn.get(stream);
  const { rule } = state;
  if (state.item !== item || rule === null)
    return no("item_unknown_closed", "It is settled already");
  const as = settledAs(state, answer);
  const record = aboutOf(key, state);
  if (as === "consented") {
    const wrong = unfit(turn, office, record, rule, state);
    if (wrong !== null) return no("fact_form", `Cannot keep it: ${wrong}`);
    amend(turn, office, record, said("text", fromOperator(sentenceOf(rule)), turn, null));
    const scope = { agents: [...state.agents] };
    amend(turn, office, record, said(scopeField, fromOperator(scope), turn, null));
  }
  if (as === "retired") amend(turn, office, record, said("text", null, turn, null));
  turn.emit(stream, { type: "heuristic.settled", data: { item, as } });
  return done(words[as]);
}

const words: Record<Settled, string> = {
  consented: "Noted; it is told from now on",
  refused: "Noted; you are not asked of it again",
  kept: "It stays",
  retired: "Retired; it is not told any more",
};

/** By her own will, unasked. */
export function retire(turn: Turn, office: Office, key: string, why: string): Said {
  const stream = heuristicOf(key);
  const state = turn.get(stream);
  if (state.status !== "consented")
    return no("heuristic_not_told", "Cannot retire it: it is not told to anybody");
  const because = fromOperator(why);
  amend(turn, office, aboutOf(key, state), said("text", null, turn, because));
  turn.emit(stream, { type: "heuristic.retired", data: {}, values: { why: because } });
  return done(words.retired);
}

function settledAs({ status }: Heuristic, answer: "approve" | "deny"): Settled {
  if (status === "proposed") return answer === "approve" ? "consented" : "refused";
  return answer === "approve" ? "retired" : "kept";
}

const aboutOf = (key: string, { subject }: Heuristic): About => ({
  subject,
  kind: heuristicKind,
  key,
  own: false,
});

function unfit(
  turn: Turn,
  office: Office,
  about: About,
  rule: Rule,
  { agents }: Heuristic,
): string | null {
  const gone = elsewhere(turn, office, about);
  if (gone !== null) return gone.message;
  const text = sentenceOf(rule);
  const scope = { agents: [...agents] };
  const wrong =
    misfit(office, heuristicKind, {}, "text", text) ??
    misfit(office, heuristicKind, { text }, scopeField, scope);
  return wrong?.message ?? null;
}

function said(field: string, value: Labelled | null, turn: Turn, why: Labelled | null) {
  const reason = value === null ? "retired" : "learned from your answers";
  return { field, value, why, ...byHer(turn, reason) };
}
