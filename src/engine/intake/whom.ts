import { plainText } from "../../kernel/interpret.ts";
import type { Template } from "../../kernel/plan.ts";
import { type Labelled, fromOperator } from "../../value/label.ts";
import type { JsonObject } from "../../value/json.ts";
import { render } from "../../value/template.ts";
import type { Turn } from "../turn.ts";
import { type Office, opaque } from "../office.ts";
import { aliasOf, subjectOf } from "../streams.ts";
import { canonical, isLeaving } from "../subject.ts";
import { assign, mint } from "./receive.ts";

/**
 * Whom a job that the operator begins is about, where its process says so: whoever is known by that
 * mail address, else somebody new, who is found by it from then on.
 *
 * WH1 Who is forgotten is nobody of before: a stranger again (SU4).
 * WH2 What she begins it with is her word, and about that client alone (ST10).
 */
export type Whom = { subject: string | null; input: Labelled };

export function whom(
  turn: Turn,
  office: Office,
  runbook: string,
  input: JsonObject,
): Whom | { wrong: string } {
  const about = office.active.plans[runbook]?.triggers.find((one) => one.on === "request")?.about;
  if (about === undefined) return { subject: null, input: fromOperator(input) };
  const text = addressFrom(about, input);
  const address = text.trim().toLowerCase();
  if (!/^[^\s@<>,;"]{1,64}@[^\s@<>,;"]{1,189}$/u.test(address)) {
    const why = text === "" ? "no mail address says whom" : `"${text}" is no mail address`;
    const [, key = "email"] = /^\{\{ input\.(\w+) \}\}$/u.exec(plainText(about)) ?? [];
    return { wrong: `${why}; give it with --input '{"${key}":"ben@quay.example"}'` };
  }
  const subject = known(turn, office, `mailto:${address}`);
  const labels: Labelled["labels"] = {
    "": { origins: ["operator"], clients: [subject], sensitivity: "internal" },
  };
  return { subject, input: { value: input, labels } };
}

/** Empty where what it is read from is not there. */
function addressFrom(about: Template, input: JsonObject): string {
  try {
    return plainText(render(about, { input: fromOperator(input) }).value);
  } catch {
    return "";
  }
}

function known(turn: Turn, office: Office, alias: string): string {
  const before = turn.get(aliasOf(opaque(office, "alias", alias))).subject;
  if (before !== null && !isLeaving(turn, before)) return canonical(turn, before);
  const subject = mint(turn, office, ["met", alias], before);
  turn.emit(
    subjectOf(subject),
    { type: "subject.minted", data: {} },
    { type: "subject.met", data: {} },
  );
  assign(turn, office, subject, [alias]);
  return subject;
}
