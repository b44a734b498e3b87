import type { Answer, Item } from "../api/contract/item.ts";
import type { Json } from "../value/json.ts";
import { formCommands } from "./answer-key.ts";
import { type Session, valueFrom } from "./context.ts";
import { editDraft } from "./edit.ts";
import { namesEditor } from "./editor.ts";
import { Usage } from "./errors.ts";
import { clean } from "./views/layout.ts";

/** What goes with an answer, as it was typed. */
export type Given = { because?: string; value?: string; file?: string; field?: string[] };

/** The answer with all that it needs; null where she gave it up. */
export async function completed(
  session: Session,
  item: Item,
  name: string,
  options: Given,
): Promise<Answer | null> {
  const { deps, frame } = session;
  const reason = options.because === undefined ? {} : { reason: options.because };
  const base = { answer: name, digest: item.digest, ...reason };
  const value = await givenIn(item, options, deps);
  if (value !== undefined) return { ...base, value: await fitted(session, item, name, value) };
  if (name !== "edit" && name !== "fill") return base;
  if (name === "fill" && !session.asking) {
    throw byFile(
      session,
      item,
      name,
      `Cannot fill in ${item.number}: nothing was given to fill in`,
    );
  }
  if (!deps.isTTY && !namesEditor(deps.env)) {
    const problem = `Cannot open the draft of ${item.number}: there is no terminal for an editor`;
    throw byFile(session, item, name, problem);
  }
  const ask = session.asking ? deps.prompts.confirm : null;
  const say = (lines: readonly string[]) =>
    session.json ? deps.stderr(`${lines.join("\n")}\n`) : session.say(lines);
  const edited = await editDraft(item, { openEditor: deps.openEditor, ask, say }, frame);
  return edited === null ? null : { ...base, value: edited };
}

/** A form, or a draft, as a file that says how it is handed in. */
export async function printForm(session: Session, item: Item, name: string): Promise<void> {
  const { formText } = await import("./form-text.ts");
  const { handIn } = formCommands(item.number, name);
  const shown = clean(name === "fill" ? item : { ...item, schema: null });
  const form = formText(shown, `Then hand it in: ${session.frame.typed(handIn)}`);
  session.show({ form, schema: item.schema }, () => [form.trimEnd()]);
}

/** A form is held against its schema here, so that all that is wrong is told in her words. */
async function fitted({ frame }: Session, item: Item, name: string, value: Json): Promise<Json> {
  if (name !== "fill" || item.schema === null) return value;
  const { fitting } = await import("./draft.ts");
  const remedy = `Correct that and hand it in again; what each field takes says ${frame.typed(`show ${item.number}`)}`;
  return fitting(value, item.schema, { what: "form", remedy });
}

function byFile({ frame }: Session, item: Item, name: string, problem: string): Usage {
  const { print, handIn } = formCommands(item.number, name);
  const steps = [
    "Print it, change the file, and hand it in:",
    frame.typed(print),
    frame.typed(handIn),
  ];
  return new Usage(problem, steps.join("\n"));
}

async function givenIn(
  item: Item,
  { value: text, file, field }: Given,
  deps: Session["deps"],
): Promise<Json | undefined> {
  if (field === undefined) return valueFrom({ text, file }, deps);
  if (text !== undefined || file !== undefined) {
    throw new Usage("Cannot take both single fields and the whole", "Give one of them");
  }
  const { fromFields } = await import("./form-fields.ts");
  return fromFields(field, item);
}
