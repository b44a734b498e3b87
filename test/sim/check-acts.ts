import type { SimRule } from "./case.ts";
import { isObject } from "../../src/value/json.ts";
import type { Durable } from "./disk.ts";
import { numberOf } from "./contract.ts";
import type { Evidence } from "./evidence.ts";
import { type Act, herself } from "./outside.ts";
import { actsOf, type Told } from "./told.ts";

export function checkActs(evidence: Evidence): void {
  const acts = actsOf(evidence);
  for (const act of acts.values()) {
    onceOrParked(evidence, act);
    stays(evidence, act);
    clearance(evidence, act);
    approvals(evidence, act);
  }
  strangers(evidence, acts);
  occasions(evidence, acts);
  numbers(evidence);
}

const outcomes = [
  "applied",
  "notDone",
  "failed",
  "unknown",
  "sent",
  "withdrawn",
  "denied",
  "forbidden",
];

/** SIM3. */
function onceOrParked(evidence: Evidence, { token, connector, events }: Told): void {
  const { stage } = evidence;
  const { outside, witness } = stage;
  const real = outside.of(token);
  if (real.length > 1) {
    evidence.break("SIM3", `${token} of ${connector} happened ${real.length} times`);
  }
  // Of what she did herself see checkHand.
  if (witness.ruled.has(token) || real.some(({ by }) => by === herself)) return;
  const last = events.findLast(({ type }) => outcomes.includes(type.replace("effect.", "")));
  const status = last?.type.replace("effect.", "") ?? "proposed";
  const happened = outside.happens(token);
  const open = status === "unknown" || status === "sent";
  if (!open && happened !== (status === "applied")) {
    const truth = happened ? "happened" : "did not happen";
    evidence.break("SIM3", `${token} of ${connector} ${truth} outside, the ledger says ${status}`);
  }
  const undos = real.flatMap((act) => act.undone);
  if (undos.length > 1) evidence.break("SIM3", `${token} of ${connector} was taken back twice`);
  const undo = events.findLast(({ type }) => type.startsWith("undo."))?.type ?? "nothing";
  if (undo === "undo.sent" || undo === "undo.unknown" || witness.ruled.has(`${token}/undo`)) return;
  const known = undos.filter((each) => !stage.takeovers.lost(each));
  if (undo === "undo.applied" ? undos.length === 0 : known.length > 0) {
    evidence.break(
      "SIM3",
      `the ledger says ${undo} of the undo of ${token}, outside it is otherwise`,
    );
  }
}

/** SIM4: what is said to stay because it is final cannot be taken back. */
function stays(evidence: Evidence, { token, connector, events }: Told): void {
  const final = events.some(({ type, data }) => type === "undo.skipped" && data["why"] === "final");
  const shape = evidence.stage.drawn.shapes.find(({ name }) => name === connector);
  if (final && shape?.undo === true)
    evidence.break("SIM4", `${token} of ${connector} could be taken back, and stays`);
}

/** SIM3: nothing happened that no ledger knows of. */
function strangers(evidence: Evidence, acts: ReadonlyMap<string, Told>): void {
  const { outside, takeovers } = evidence.stage;
  for (const act of outside.acts) {
    const { token, extra, by } = act;
    if (!extra && by !== herself && !takeovers.lost(act) && !acts.has(token))
      evidence.break("SIM3", `${token} happened, and was never proposed`);
  }
}

/**
 * SIM3: one standing act for one occasion. What a restore has lost, or she did herself, stands from when
 * it is found; she herself may do what she likes.
 */
function occasions(evidence: Evidence, acts: ReadonlyMap<string, Told>): void {
  const { stage } = evidence;
  const { takeovers, outside, witness } = stage;
  const standing = new Map<string, Act>();
  const isStrange = (act: Act) => act.by === herself || takeovers.lost(act);
  const first = (token: string, type: string) =>
    acts.get(token)?.events.find((event) => event.type === type)?.seq;
  for (const act of outside.acts) {
    const { connector, occasion, token, extra, undone } = act;
    const shape = stage.drawn.shapes.find(({ name }) => name === connector);
    if (extra || occasion === null || shape?.occasion !== true || undone.length > 0) continue;
    if (isStrange(act) && first(token, "effect.applied") === undefined) continue;
    const key = `${connector} ${occasion}`;
    const other = standing.get(key);
    standing.set(key, act);
    if (other === undefined || other.token === token) continue;
    const found = first(other.token, "effect.applied") ?? 0;
    const unknown = isStrange(other) && found > (first(token, "effect.sent") ?? 0);
    if (act.by !== herself && !unknown && !ruledOf(witness.ruled, other.token, token)) {
      evidence.break("SIM3", `${other.token} and ${token} both stand for "${key}"`);
    }
  }
}

function ruledOf(ruled: ReadonlyMap<string, string>, ...tokens: string[]): boolean {
  return tokens.some((token) => ruled.has(token) || ruled.has(`${token}/undo`));
}

/** SIM5: recomputed from the rules that stood in the ledger when it left. */
function clearance(evidence: Evidence, { token, connector, events }: Told): void {
  const args = evidence.argsOf(token);
  const n = isObject(args) && typeof args["n"] === "number" ? args["n"] : 0;
  for (const [i, sent] of events.entries()) {
    if (sent.type !== "effect.sent") continue;
    const before = events.slice(0, i);
    const cleared = before.findLast(({ type }) => type === "effect.cleared");
    if (cleared === undefined) {
      evidence.break("SIM5", `${token} was sent and never cleared`);
      continue;
    }
    const byHer = cleared.data["approved"] === true;
    // A change of rules is in force once it was acknowledged: while it is being made, either holds.
    const verdicts = evidence.filesAt(sent).map(({ rules }) => demandOf(rules, connector, n));
    const allowed = verdicts.some(
      (verdict) => verdict === "permit" || (verdict === "ask" && byHer),
    );
    if (!allowed) {
      evidence.break(
        "SIM5",
        `${token} of ${connector} left where the rules say ${verdicts.join(" or ")}${byHer ? ", though she approved it" : ""}`,
      );
    }
    const judged = before.findLast(({ type }) => type === "effect.judged");
    if (judged?.data["verdict"] !== "permit" && !byHer) {
      evidence.break("SIM5", `${token} left without the yes that its judgement asked for`);
    }
  }
}

const strictness = ["permit", "ask", "secondFactor", "byHand", "forbid"];

function demandOf(rules: readonly SimRule[], connector: string, n: number): string {
  return rules
    .filter((rule) => rule.connector === connector && (rule.above === null || n > rule.above))
    .map(({ verdict }) => verdict as string)
    .reduce((a, b) => (strictness.indexOf(a) > strictness.indexOf(b) ? a : b), "permit");
}

/** SIM8: a yes is to these bytes, was asked for and in time, and counts once. */
function approvals(evidence: Evidence, { token, events }: Told): void {
  const digest = evidence.digestOf(token);
  let asked: Durable | null = null;
  let granted = 0;
  // Of what is held back she need not be asked again: her word itself clears it.
  let mayClear = false;
  for (const event of events) {
    const { type, at, data } = event;
    switch (type) {
      case "approval.requested":
        asked = event;
        if (data["digest"] !== digest) {
          evidence.break("SIM8", `${token}: other bytes were shown than were proposed`);
        }
        break;
      case "approval.granted":
        if (asked === null) evidence.break("SIM8", `${token} was granted and not asked about`);
        else if (at >= Number(asked.data["expiresAt"])) {
          evidence.break("SIM8", `${token} was granted after the question had expired`);
        }
        asked = null;
        granted += 1;
        mayClear = (data["edited"] as readonly string[]).length === 0;
        break;
      case "approval.denied":
      case "approval.voided":
      case "effect.denied":
        asked = null;
        granted = 0;
        mayClear = false;
        break;
      case "effect.held":
        mayClear = true;
        break;
      case "effect.cleared":
        if (data["approved"] === true && !mayClear)
          evidence.break("SIM8", `${token} was cleared as approved, and she did not say so`);
        break;
      case "approval.spent":
        granted -= 1;
        if (granted < 0) evidence.break("SIM8", `${token}: an approval was spent twice`);
        break;
      case "effect.sent":
        if (granted > 0) evidence.break("SIM8", `${token} left, and her yes to it counts again`);
        break;
    }
  }
}

/** SIM9. */
function numbers(evidence: Evidence): void {
  const { stage } = evidence;
  for (const { name, series, lookup } of stage.drawn.shapes) {
    if (!series) continue;
    const acts = stage.outside.acts.filter(({ connector, extra }) => connector === name && !extra);
    const taken = acts.flatMap(({ number }) => (number === null ? [] : [numberOf(number)]));
    const twice = taken.find((n, i) => taken.indexOf(n) !== i);
    if (twice !== undefined) evidence.break("SIM9", `number ${twice} of ${name} was used twice`);
    // What she ruled on, and what cannot be looked up, she answers for.
    if (lookup !== "authoritative" || stage.witness.ruled.size > 0) continue;
    const highest = Math.max(0, ...taken);
    for (let n = 1; n < highest; n += 1) {
      if (!taken.includes(n))
        evidence.break("SIM9", `number ${n} of ${name} is missing, ${highest} was used`);
    }
  }
}
