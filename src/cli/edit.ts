import type { Item } from "../api/contract/item.ts";
import type { Json } from "../value/json.ts";
import { explain, errorLines, Usage } from "./errors.ts";
import { fieldsOf, knownOf } from "./form.ts";
import { compare } from "./leaves.ts";
import { commandLines } from "./views/commands.ts";
import type { Frame } from "./views/frame.ts";
import { diffLines } from "./views/item.ts";
import { clean } from "./views/layout.ts";

export type EditTools = {
  openEditor: (text: string, suffix: string) => Promise<string>;
  /** Asks her yes or no; null where nobody can be asked. */
  ask: ((question: string) => Promise<boolean>) | null;
  say: (lines: readonly string[]) => void;
};

/**
 * The item's draft as she left it, or null if she left it as it was or thought better of it.
 * What she wrote is never lost to a mistake in it: it is opened again, or shown.
 */
export async function editDraft(item: Item, tools: EditTools, frame: Frame): Promise<Json | null> {
  // Loaded only when something is edited: most commands never read YAML.
  const { draftText, readDraft } = await import("./draft.ts");
  const { formText } = await import("./form-text.ts");
  const title = clean(`${item.number} · ${item.client} · ${item.title}`);
  const fields = Object.hasOwn(item.answers, "fill") ? fieldsOf(item.schema) : [];
  const before = fields.length === 0 ? item.shown : knownOf(fields, item.shown);
  let text =
    fields.length === 0
      ? draftText(item.shown, { title, schema: item.schema })
      : formText(clean(item), "Save, and close the editor.");
  for (;;) {
    text = await tools.openEditor(text, ".yaml");
    if (item.shown !== null && isEmpty(text)) {
      tools.say(["The draft is empty", ...insteadOfEmpty(item, frame)]);
      return null;
    }
    const read = await attempt(() => readDraft(text, item.schema));
    if (!(read instanceof Usage)) return confirmed(before, read, tools, frame);
    if (tools.ask === null) {
      tools.say(["This is what you wrote:", ...clean(text).trimEnd().split("\n"), ""]);
      throw read;
    }
    tools.say(errorLines(explain(read, frame.typed), frame));
    if (!(await tools.ask("Open it again, with what you wrote?"))) return null;
  }
}

async function attempt(work: () => Promise<Json>): Promise<Json | Usage> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Usage) return error;
    throw error;
  }
}

function isEmpty(text: string): boolean {
  return text.split("\n").every((line) => /^\s*(#|$)/.test(line));
}

/** Who empties a draft may have meant no. */
function insteadOfEmpty(item: Item, frame: Frame): string[] {
  if (!Object.hasOwn(item.answers, "deny")) return [];
  return commandLines([[`deny ${item.number} --because "…"`, "says no to it"]], frame, 2);
}

async function confirmed(
  before: Json,
  value: Json,
  tools: EditTools,
  frame: Frame,
): Promise<Json | null> {
  const changes = compare(before, value);
  if (changes.length === 0) {
    tools.say(["You changed nothing in the draft"]);
    return null;
  }
  tools.say([frame.paint.strong("YOU CHANGED"), ...diffLines(clean(changes), frame)]);
  if (tools.ask === null) return value;
  return (await tools.ask("Go on with this?")) ? value : null;
}
