import { isObject, type Json } from "../value/json.ts";
import type { Labelled } from "../value/label.ts";
import { type Rule, ruleIn } from "./habit-rule.ts";

/**
 * A heuristic is a rule of thumb that agents are told. Hers holds because she said it; one that was
 * learned from her answers holds once she consented.
 *
 * HE1 Nothing that was learned is told before she consented, or after it is retired.
 * HE2 What she refused is never proposed again, nor is anything else about the same words.
 * HE3 Where her later answers outweigh it she is asked whether to retire it. What she keeps is asked
 *     about again only by what came since.
 */
export type Heuristic = {
  readonly status: "none" | "proposed" | "consented" | "refused" | "retired";
  /** What she is asked now: of consent, or of retiring it. */
  readonly item: number | null;
  readonly rule: Rule | null;
  /** At which answers it shows, and in which process. */
  readonly action: string;
  readonly process: string;
  /** Who is told. */
  readonly agents: readonly string[];
  readonly subject: string | null;
  /** Its entry; and that of her last word on it. */
  readonly seq: number;
  readonly settledSeq: number;
};

export type Settled = "consented" | "refused" | "kept" | "retired";

type Borne = { item: number; for: number[]; against: number[] };

export type HeuristicEvent =
  /** `for` and `against` are entries of her answers. */
  | {
      type: "heuristic.proposed";
      data: Borne & { action: string; process: string; agents: string[] };
      values: { rule: Labelled };
    }
  | { type: "heuristic.doubted"; data: Borne; values: { rule: Labelled } }
  | { type: "heuristic.settled"; data: { item: number; as: Settled } }
  | { type: "heuristic.retired"; data: Record<string, never>; values: { why: Labelled } };

export const initial: Heuristic = {
  status: "none",
  item: null,
  rule: null,
  action: "",
  process: "",
  agents: [],
  subject: null,
  seq: 0,
  settledSeq: 0,
};

export function evolve(
  before: Heuristic,
  event: HeuristicEvent & { seq: number; subject: string | null },
): Heuristic {
  const { seq, subject } = event;
  switch (event.type) {
    case "heuristic.proposed": {
      const { item, action, process, agents } = event.data;
      const rule = ruleIn(event.values.rule.value);
      return { ...initial, status: "proposed", item, rule, action, process, agents, subject, seq };
    }
    case "heuristic.doubted":
      return { ...before, item: event.data.item };
    case "heuristic.settled": {
      const { as } = event.data;
      const status = as === "kept" ? before.status : as;
      return { ...before, item: null, status, settledSeq: seq };
    }
    case "heuristic.retired":
      return { ...before, item: null, status: "retired", settledSeq: seq };
  }
}

/** HE3: so many answers against it, and more than for it, since her last word. */
export function isOutweighed(since: { for: number; against: number }): boolean {
  return since.against >= 3 && since.against > since.for;
}

/** The kind of record that heuristics are kept as, and the field that says who is told. */
export const heuristicKind = "heuristic";
export const scopeField = "scope";

/** Of the facts of a record, those that this agent is told: of a heuristic none unless it is for it. */
export function toldOf<F extends { readonly value: Json }>(
  kind: string,
  facts: ReadonlyMap<string, F>,
  agent: string | null,
): (readonly [string, F])[] {
  if (kind !== heuristicKind) return [...facts];
  const scope = facts.get(scopeField)?.value ?? null;
  const agents = isObject(scope) ? scope["agents"] : null;
  const isFor = !Array.isArray(agents) || (agent !== null && agents.includes(agent));
  return isFor ? [...facts].filter(([field]) => field !== scopeField) : [];
}
