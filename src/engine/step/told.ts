import type { Rung } from "../../agent/contract.ts";
import type { AgentSpec } from "../../agent/spec.ts";
import { readMail } from "../../memory/passage.ts";
import { isObject, type Json, type JsonObject, textsIn } from "../../value/json.ts";
import type { Labelled } from "../../value/label.ts";
import type { Wanted } from "../memory/contexts.ts";
import type { Office } from "../office.ts";
import { cellOf, type Context } from "./context.ts";
import { asRung } from "./rung.ts";

/** What a model is told beside its input (CX1), where its agent asks for it. */
export function wantedFor(
  context: Context,
  { contextTokens: limit, skills = [] }: AgentSpec,
  kind: Rung["kind"],
  input: Labelled,
): Wanted | null {
  if (limit === undefined || kind !== "model") return null;
  const { node } = context;
  const { subject } = cellOf(context).run;
  const mail = mailIn(input.value);
  const query = textsIn(input.value).join(" ");
  return {
    subject,
    run: context.id,
    agent: node.kind === "agent" ? node.agent : null,
    query,
    mail: mail === null ? null : readMail(mail),
    limit,
    skills,
  };
}

/** The mail that an agent is given, whatever its input calls it. */
function mailIn(value: Json): JsonObject | null {
  if (!isObject(value)) return null;
  if (typeof value["messageId"] === "string") return value;
  return (
    Object.values(value)
      .map(mailIn)
      .find((found) => found !== null) ?? null
  );
}

/** Whether any agent is told what was said before, by a model that can be asked here. */
export function isTold(office: Office): boolean {
  return Object.values(office.active.agents).some(
    (spec) => spec.contextTokens !== undefined && hasModel(office, spec),
  );
}

/** Whether a model of its ladder can be asked here. */
export function hasModel(office: Office, { ladder }: Pick<AgentSpec, "ladder">): boolean {
  const executor = office.executors.get("model");
  return (
    executor !== undefined &&
    ladder.some(
      (rung) => rung.kind === "model" && (executor.lacks?.(asRung(office, rung)) ?? null) === null,
    )
  );
}
