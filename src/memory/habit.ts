import { canonical, equal, isObject, type Json } from "../value/json.ts";
import { get, join } from "../value/pointer.ts";
import { piecesOf, without } from "./pieces.ts";
import { amountIn, follows, type Rule } from "./habit-rule.ts";

/**
 * What she changes in drafts again and again, found by counting alone.
 *
 * HB1 A habit is one change that she made herself in at least three drafts, and that most of the drafts
 *     it says something of bear out: twice as many for it as against.
 * HB2 Who follows it is counted by what a draft became: one that she left as it was counts as well, for
 *     or against.
 * HB3 Where all of it was with one client it is about that client alone; then theirs alone count.
 * HB4 A draft that she wrote anew teaches no piece of its text.
 */
export type Answered = {
  /** Of her answer. */
  seq: number;
  /** Whom it was about. */
  subject: string | null;
  before: Json;
  after: Json;
};

/** Answers that bear a rule out, and those that do not. */
export type Evidence = { for: readonly number[]; against: readonly number[] };

export type Habit = {
  rule: Rule;
  /** Null: of all. */
  subject: string | null;
  evidence: Evidence;
  /** In how many drafts she made the change herself. */
  made: number;
};

const enough = 3;
const mostPieces = 4;
const longestValue = 80;

/** Of answers at one place, the habits that they show, the one she made most often first. */
export function habitsIn(answers: readonly Answered[]): Habit[] {
  const rules = new Map<string, Rule>();
  for (const answer of answers) {
    for (const rule of changesIn(answer)) rules.set(canonical(rule), rule);
  }
  const habits = [...rules.values()].flatMap((rule) => {
    const habit = habitOf(rule, answers);
    return habit === null ? [] : [habit];
  });
  return habits.toSorted((a, b) => b.made - a.made || ranks[a.rule.rule] - ranks[b.rule.rule]);
}

const ranks: Record<Rule["rule"], number> = {
  replaces: 0,
  shares: 1,
  sets: 2,
  removes: 3,
  adds: 4,
};

function habitOf(rule: Rule, answers: readonly Answered[]): Habit | null {
  const made = answers.filter((answer) => isMade(rule, answer));
  if (made.length < enough) return null;
  const [first, ...others] = new Set(made.map(({ subject }) => subject));
  const subject = others.length === 0 ? (first ?? null) : null;
  const evidence = evidenceOf(rule, subject, answers);
  // HB1
  if (evidence.for.length < 2 * evidence.against.length) return null;
  return { rule, subject, evidence, made: made.length };
}

/** HB2, HB3. */
export function evidenceOf(
  rule: Rule,
  subject: string | null,
  answers: readonly Answered[],
): Evidence {
  const of = answers.filter((answer) => subject === null || answer.subject === subject);
  const said = of.map((answer) => ({ seq: answer.seq, stance: stanceOf(rule, answer) }));
  const seqs = (wanted: boolean) =>
    said.flatMap(({ seq, stance }) => (stance === wanted ? [seq] : []));
  return { for: seqs(true), against: seqs(false) };
}

function stanceOf(rule: Rule, { before, after }: Answered): boolean | null {
  const now = follows(rule, after);
  // What was never in it says nothing of leaving it out.
  if (rule.rule === "removes" && now === true && follows(rule, before) === true) return null;
  return now;
}

function isMade(rule: Rule, { before, after }: Answered): boolean {
  return follows(rule, after) === true && follows(rule, before) !== true;
}

/** Rules that would have made the change that she made. */
function changesIn({ before, after }: Answered): Rule[] {
  return fieldsOf(after, "").flatMap(([field, is]) => {
    const was = get(before, field) ?? null;
    if (equal(was, is)) return [];
    if (typeof was === "string" && typeof is === "string" && isText(was, is))
      return piecesChanged(field, was, is);
    return [...valueSet(field, is), ...shared(field, is, after)];
  });
}

const isText = (was: string, is: string): boolean =>
  [was, is].some((text) => text.length > longestValue || piecesOf(text).length > 1);

function piecesChanged(field: string, was: string, is: string): Rule[] {
  const [old, now] = [piecesOf(was), piecesOf(is)];
  const gone = without(old, now);
  const come = without(now, old);
  // HB4
  if (gone.length > mostPieces || come.length > mostPieces) return [];
  const [text, by] = [gone[0], come[0]];
  if (gone.length === 1 && come.length === 1 && text !== undefined && by !== undefined)
    return [{ rule: "replaces", field, text, by }];
  return [
    ...gone.map((piece): Rule => ({ rule: "removes", field, text: piece })),
    ...come.map((piece): Rule => ({ rule: "adds", field, text: piece })),
  ];
}

function valueSet(field: string, is: Json): Rule[] {
  if (typeof is === "number" || typeof is === "boolean")
    return [{ rule: "sets", field, value: is }];
  if (typeof is !== "string" || is === "" || is.length > longestValue) return [];
  return [{ rule: "sets", field, value: is }];
}

/** Of amounts beside it, those of which it is a whole number of hundredths. */
function shared(field: string, is: Json, after: Json): Rule[] {
  const part = amountIn(is);
  const beside = field.slice(0, field.lastIndexOf("/"));
  const others = get(after, beside);
  if (part === null || !isObject(others)) return [];
  return Object.entries(others).flatMap(([name, value]) => {
    const of = join(beside, name);
    const whole = amountIn(value);
    if (of === field || whole === null || whole.minor <= 0) return [];
    const percent = Math.round((part.minor * 100) / whole.minor);
    const rule: Rule = { rule: "shares", field, of, percent };
    return percent > 0 && percent < 100 && follows(rule, after) === true ? [rule] : [];
  });
}

/** Lists have no fields that stay the same thing. */
function fieldsOf(value: Json, at: string): [pointer: string, value: Json][] {
  if (!isObject(value)) return at === "" ? [] : [[at, value]];
  return Object.entries(value).flatMap(([name, member]) => fieldsOf(member, join(at, name)));
}
