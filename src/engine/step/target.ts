import { plainText } from "../../kernel/interpret.ts";
import type { Template } from "../../kernel/plan.ts";
import { isObject } from "../../value/json.ts";
import { type Labelled, own } from "../../value/label.ts";
import { render } from "../../value/template.ts";
import { opaque } from "../office.ts";
import { recordOf } from "../streams.ts";
import { cellOf, type Context, scopeOf } from "./context.ts";

/** The record that a step names, by default that of the run's subject; null where it is about nobody. */
export function targetOf(context: Context, kind: string, template: Template | null) {
  const id =
    template === null
      ? cellOf(context).run.subject
      : plainText(render(template, scopeOf(context)).value);
  if (id === null || id === "" || id === "null") return null;
  const key = opaque(context.office, "record", kind, id);
  return { id, key, stream: recordOf(kind, key) };
}

/** What steps see of a record: its facts, and what it is called. */
export function withId(value: Labelled, id: string): Labelled {
  const fields = isObject(value.value) ? value.value : {};
  return { value: { ...fields, id }, labels: { ...value.labels, "/id": own } };
}
