import { leftOf } from "../kernel/budget.ts";
import { nodeAt } from "../kernel/interpret.ts";
import type { RecordNode } from "../kernel/plan.ts";
import * as record from "../memory/record.ts";
import { inShape } from "../memory/shape.ts";
import type { Facts } from "../policy/judge.ts";
import type { ArgumentKind } from "../value/argument-kind.ts";
import type { Policy } from "../policy/rule.ts";
import { canonical as canonicalForm, type Known, type Provenance, vouch } from "../policy/vouch.ts";
import { isObject, type Json } from "../value/json.ts";
import { at as labelAt, type Labelled, secretsIn, vouched } from "../value/label.ts";
import { linksIn } from "../value/links.ts";
import { get, join } from "../value/pointer.ts";
import { actionOf, argsOf } from "./effect/action.ts";
import { opaque } from "./office.ts";
import { cellOf, type Context } from "./step/context.ts";
import { canonical } from "./subject.ts";
import { budgetOf, recordOf, runOf, subjectOf } from "./streams.ts";

/** Who asks for an act. */
export type Asker = { principal: string; persona: string | null; confidence: number | null };

/** What a rule can read about an act, from what is in force and on record now. */
export function factsForEffect(context: Context, token: string, asker: Asker): Facts {
  const { office } = context;
  const act = cellOf(context).run.effects[token];
  const { connector = "", action: name = "" } = act?.proposal ?? {};
  const action = actionOf(office, connector, name)?.action;
  const args: Labelled = act?.args ?? { value: {}, labels: {} };
  const kinds = action?.kinds ?? {};
  const known = knownValues(context, args);
  const provenance = asOfNow(context, vouch(args, kinds, known, linksIn));
  const to = Object.keys(kinds).find((pointer) => kinds[pointer] === "recipient");
  const address = to === undefined ? undefined : get(args.value, to);
  const recipient = typeof address === "string" ? address : null;
  return {
    ...common(context, `${connector}.${name}`),
    ...asker,
    connector,
    args: args.value,
    reversible: action !== undefined && action.undo !== null,
    amount: action?.amount?.(argsOf(args)) ?? null,
    recipient: {
      address: recipient,
      known: recipient !== null && isKnown(known, recipient),
      vouched: to === undefined || (provenance[to]?.vouched ?? true),
    },
    provenance,
    secrets: secretsIn(args),
  };
}

/** A change of a record is judged like an act, under the name "record.<kind>". */
export function factsForRecord(context: Context<RecordNode>, changed: Labelled): Facts {
  return {
    ...common(context, `record.${context.node.record}`),
    principal: `runbook:${context.plan.runbook}`,
    persona: null,
    confidence: null,
    connector: "record",
    args: changed.value,
    reversible: true,
    amount: null,
    recipient: { address: null, known: false, vouched: true },
    provenance: asOfNow(context, vouch(changed, {}, [])),
    // It stays in the house.
    secrets: [],
  };
}

function common(
  context: Context,
  action: string,
): Pick<Facts, "action" | "history" | "budget" | "client" | "company" | "subject" | "process"> {
  const { office, turn, plan } = context;
  const { subject } = cellOf(context).run;
  const limit = office.settings.budgets.workspaceMicros;
  const leftMicros = limit === null ? null : leftOf(turn.get(budgetOf("workspace")), limit);
  return {
    action,
    history: office.tally.of(action),
    budget: { leftMicros },
    client: subject === null ? null : canonical(turn, subject),
    company: { example: office.settings.company.example },
    subject: { stage: subject === null ? "" : turn.get(subjectOf(subject)).stage },
    process: plan.runbook,
  };
}

/** Whose each value is, by whom they are known to be now (SU3). */
function asOfNow({ turn }: Context, provenance: Provenance): Provenance {
  return Object.fromEntries(
    Object.entries(provenance).map(([pointer, grounds]) => [
      pointer,
      { ...grounds, clients: grounds.clients.map((client) => canonical(turn, client)) },
    ]),
  );
}

/** Policies in force, with each agent's own capabilities as grants (ST2: always current). */
export function policiesFor(context: Context): readonly Policy[] {
  const { office } = context;
  const grants = Object.values(office.active.agents).map(({ agent, may }) => ({
    to: `agent:${agent}`,
    may,
  }));
  return [...office.settings.policies, { name: "agents", version: "", rules: [], grants }];
}

/**
 * Whole values of a sensitive kind in this client's records, where each is vouched for itself. An amount
 * is known by nothing but a record that the act names, not by words from outside, or by what the client's
 * record says of the same invoice: equal numbers stand in any price list.
 */
function knownValues(context: Context, args: Labelled): Known[] {
  const { office, turn } = context;
  const { subject } = cellOf(context).run;
  const known: Known[] = [];
  const { details, personas } = office.settings.company;
  collect({ value: details, labels: {} }, anywhere, known);
  for (const persona of Object.values(personas))
    known.push({ kind: "recipient", value: persona.address });
  if (subject === null) return known;
  const key = opaque(office, "record", "client", subject);
  const client = onRecord(context, "client", key);
  collect(client, anywhere, known);
  for (const at of ofTheSame(client, args)) collect(client, ["amount"], known, at);
  const named = textsOf(args);
  for (const { kind, name, id } of namedRecords(context)) {
    if (!isAbout(context, kind, id, canonical(turn, subject))) continue;
    const kinds = named.has(name) ? recordKinds : anywhere;
    collect(onRecord(context, kind, id), kinds, known);
  }
  return known;
}

function onRecord({ office, turn }: Context, kind: string, key: string): Labelled {
  const state = inShape(turn.get(recordOf(kind, key)), office.active.schemas[kind]);
  return record.current(state, turn.at);
}

/** Objects below the record that name what the act names, in a field of the same name: "/owes" by its invoice. */
function ofTheSame(source: Labelled, args: Labelled): string[] {
  if (!isObject(source.value)) return [];
  return Object.entries(source.value).flatMap(([key, part]) => {
    if (!isObject(part)) return [];
    const at = join("", key);
    const same = Object.entries(part).some(
      ([field, text]) =>
        typeof text === "string" &&
        canonicalForm("amount", text) === null &&
        text === get(args.value, join("", field)) &&
        vouched(labelAt(source.labels, join(at, field))) &&
        vouched(labelAt(args.labels, join("", field))),
    );
    return same ? [at] : [];
  });
}

/** Whole texts that are vouched for. */
function textsOf(source: Labelled, at = ""): ReadonlySet<string> {
  const value = get(source.value, at);
  if (typeof value === "string") return new Set(vouched(labelAt(source.labels, at)) ? [value] : []);
  const keys = Array.isArray(value) || isObject(value) ? Object.keys(value) : [];
  return new Set(keys.flatMap((key) => [...textsOf(source, join(at, key))]));
}

/** Records beside the client's own that steps of this run have read or changed, by opaque name. */
function namedRecords({
  office,
  turn,
  id,
  plan,
}: Context): { kind: string; name: string; id: string }[] {
  return Object.entries(turn.get(runOf(id)).run.steps).flatMap(([path, step]) => {
    const node = step.status === "done" ? nodeAt(plan, path) : null;
    if (step.status !== "done" || node?.kind !== "record" || node.id === null) return [];
    const name = isObject(step.output.value) ? step.output.value["id"] : null;
    if (typeof name !== "string") return [];
    return [{ kind: node.record, name, id: opaque(office, "record", node.record, name) }];
  });
}

/** Whoever chose the name: what a record of somebody else's holds vouches for nothing here (D4). */
function isAbout({ office, turn }: Context, kind: string, id: string, subject: string): boolean {
  if (!office.catalogue.knows(kind)) throw office.catalogue.needed(kind);
  const whose = office.catalogue.subjectOf(kind, id);
  return whose !== null && canonical(turn, whose) === subject;
}

/** What says the same wherever it stands. */
const anywhere: readonly ArgumentKind[] = ["recipient", "account", "link"];
const recordKinds: readonly ArgumentKind[] = [...anywhere, "amount"];

function collect(source: Labelled, kinds: readonly ArgumentKind[], known: Known[], at = ""): void {
  const value = get(source.value, at);
  if (typeof value === "string") {
    if (!vouched(labelAt(source.labels, at))) return;
    for (const kind of kinds) if (canonicalForm(kind, value) !== null) known.push({ kind, value });
    return;
  }
  const children: Json = value ?? null;
  if (Array.isArray(children))
    children.forEach((_, i) => collect(source, kinds, known, join(at, i)));
  else if (isObject(children))
    for (const key of Object.keys(children)) collect(source, kinds, known, join(at, key));
}

function isKnown(known: readonly Known[], address: string): boolean {
  const wanted = canonicalForm("recipient", address);
  return known.some(
    ({ kind, value }) => kind === "recipient" && canonicalForm(kind, value) === wanted,
  );
}
