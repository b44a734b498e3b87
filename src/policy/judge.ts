import { compile, type ExpressionError, type Scope, truth } from "../value/cel.ts";
import type { Json } from "../value/json.ts";
import { type Labelled, ownText } from "../value/label.ts";
import { covers } from "./action.ts";
import { sensitive } from "../value/argument-kind.ts";
import type { Grant, Policy, Rule, Verdict } from "./rule.ts";
import type { Provenance } from "./vouch.ts";

/**
 * What policy says to an act, and by which rules.
 *
 * JU1 Two refusals come before every rule and no rule lifts them: who asks has no grant for the action,
 *     or the arguments hold what belongs to another client. A run about nobody may act with what
 *     belongs to one client, never with what belongs to several.
 * JU2 A sensitive argument that nobody vouches for is asked about, whatever permits the act.
 * JU3 A rule reads the facts by their names and nothing else.
 * JU4 The rules are reported strictest first; one that erred says how, and claims nothing: what it would
 *     say were it true is told as what cannot be told.
 * JU5 A secret leaves only where a rule that reads `secrets` holds and does not forbid it.
 */
export type Facts = {
  /** "runbook:onboard-client", "agent:qualification". */
  principal: string;
  persona: string | null;
  action: string;
  connector: string;
  args: Json;
  reversible: boolean;
  amount: string | null;
  recipient: { address: string | null; known: boolean; vouched: boolean };
  provenance: Provenance;
  confidence: number | null;
  history: { unedited: number; total: number; complaints: number };
  budget: { leftMicros: number | null };
  /** The subject of the run; null for a run about nobody. */
  client: string | null;
  company: { example: boolean };
  subject: { stage: string };
  process: string;
  /** Places in the arguments that hold a secret. */
  secrets: string[];
};

export type Reason = { id: string; verdict: Verdict; because: string; erred?: string };
export type Judgement = { verdict: Verdict; rules: Reason[] };

const strictness: Readonly<Record<Verdict, number>> = {
  permit: 0,
  ask: 1,
  secondFactor: 2,
  byHand: 3,
  forbid: 4,
};

export function judge(policies: readonly Policy[], facts: Facts): Judgement {
  const refusals = [...ungranted(policies, facts), ...ofOthers(facts)];
  if (refusals.length > 0) return { verdict: "forbid", rules: refusals };

  const scope = scopeOf(facts);
  const reasons: Reason[] = [];
  let verdict: Verdict | null = null;
  let vouchedFor = facts.secrets.length === 0;
  for (const { rules } of policies) {
    for (const rule of rules) {
      if (!covers(rule.actions, facts.action)) continue;
      const { holds, erred } = apply(rule, scope);
      const { id, because } = rule;
      if (erred !== null)
        reasons.push({ id, verdict: rule.verdict, because: unsure(because), erred });
      else if (holds) reasons.push({ id, verdict: rule.verdict, because });
      if (holds) verdict = stricter(verdict, rule.verdict);
      if (holds && erred === null && readsSecrets(rule)) vouchedFor = true;
    }
  }
  if (verdict === null) {
    const because = `no rule permits "${facts.action}"`;
    return { verdict: "forbid", rules: [refusal("mainstay/no-rule", because), ...reasons] };
  }
  if (!vouchedFor) {
    return { verdict: "forbid", rules: [...facts.secrets.map(secret), ...reasons] };
  }
  for (const demand of unvouched(facts)) {
    reasons.push(demand);
    verdict = stricter(verdict, demand.verdict);
  }
  reasons.sort((a, b) => strictness[b.verdict] - strictness[a.verdict]);
  return { verdict, rules: reasons };
}

/** Whether a principal may ask for the action at all. */
export function mayAsk(grants: readonly Grant[], principal: string, action: string): boolean {
  return grants.some((grant) => grant.to === principal && covers(grant.may, action));
}

/** RU4: an error counts as true in every rule but one that permits. */
function apply(rule: Rule, scope: Scope): { holds: boolean; erred: string | null } {
  if (rule.when === null) return { holds: true, erred: null };
  try {
    return { holds: truth(compile(rule.when), scope), erred: null };
  } catch (error) {
    // Compiling and evaluating throw nothing else.
    const { message } = error as ExpressionError;
    return { holds: rule.verdict !== "permit", erred: message };
  }
}

/** JU4. */
function unsure(because: string): string {
  return because === "" ? "" : `it cannot be told here whether this holds: ${because}`;
}

function ungranted(policies: readonly Policy[], { principal, action }: Facts): Reason[] {
  if (policies.some(({ grants }) => mayAsk(grants, principal, action))) return [];
  return [refusal("mainstay/no-grant", `"${principal}" has no grant for "${action}"`)];
}

function ofOthers({ provenance, client }: Facts): Reason[] {
  const places = Object.entries(provenance);
  const [only] = places.flatMap(([, { clients }]) => clients);
  const owner = client ?? only;
  return places
    .filter(([, { clients }]) => clients.some((named) => named !== owner))
    .map(([at]) => refusal("mainstay/other-client", `${named(at)} belongs to another client`));
}

function unvouched({ provenance }: Facts): Reason[] {
  return Object.entries(provenance)
    .filter(([, { kind, vouched }]) => sensitive(kind) && !vouched)
    .map(([at, { kind }]) => ({
      id: "mainstay/unvouched",
      verdict: "ask",
      because: `unvouched ${kind}: ${named(at)} comes from outside, not from you or your records`,
    }));
}

function readsSecrets({ when }: Rule): boolean {
  return when !== null && compile(when).free.some(([name]) => name === "secrets");
}

function secret(at: string): Reason {
  const rule = 'a rule must say so, with "secrets" in its "when", like size(secrets) > 0';
  return refusal("mainstay/secret", `${named(at)} is secret, and no rule lets it leave: ${rule}`);
}

function named(at: string): string {
  return at === "" ? "what it was given" : `"${at.slice(1)}"`;
}

function refusal(id: string, because: string): Reason {
  return { id, verdict: "forbid", because };
}

function stricter(a: Verdict | null, b: Verdict): Verdict {
  return a !== null && strictness[a] > strictness[b] ? a : b;
}

function scopeOf(facts: Facts): Scope {
  const scope: Record<string, Labelled> = {};
  for (const [name, value] of Object.entries(facts)) scope[name] = ownText(value);
  return scope;
}
