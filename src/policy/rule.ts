/**
 * A policy is an ordered list of rules, in the operator's files.
 *
 * RU1 A rule names its actions outside the expression: "mail.send", "books.*", "*".
 * RU2 Deny by default: without a rule that permits or asks, the answer is no.
 * RU3 The strictest matching rule wins: forbid > byHand > secondFactor > ask > permit.
 * RU4 An expression that errs counts as true in every rule but `permit`, where it counts as false.
 */
export type Verdict = "permit" | "ask" | "secondFactor" | "byHand" | "forbid";

export type Rule = {
  id: string;
  verdict: Verdict;
  actions: readonly string[];
  when: string | null;
  because: string;
  file: string;
  line: number;
};

export type Policy = {
  name: string;
  version: string;
  rules: readonly Rule[];
  grants: readonly Grant[];
};

/** What a principal may ask for at all: "runbook:onboard-client" → ["mail.send"]. */
export type Grant = { to: string; may: readonly string[] };
