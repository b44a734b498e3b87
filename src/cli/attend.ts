import type { Answer, Item } from "../api/contract/item.ts";
import type { Desk } from "../api/contract/desk.ts";
import { type Choice, choices } from "./answer-key.ts";
import type { TryView } from "./deps/deps.ts";
import { editDraft } from "./edit.ts";
import { errorLines, explain } from "./errors.ts";
import { readLine, type Terminal } from "./terminal.ts";
import { arrivalLines } from "./views/arrivals.ts";
import type { Frame } from "./views/frame.ts";
import { inboxLines } from "./views/inbox.ts";
import { choiceLines, itemLines } from "./views/item.ts";
import { clean } from "./views/layout.ts";
import { outcomeLines } from "./views/outcome.ts";
import { stopLines } from "./views/stop.ts";
import { tryLines } from "./views/try.ts";

/** Somebody sits at the desk: single keys look at items and answer them. */
export type Sitting = {
  desk: Desk;
  terminal: Terminal;
  frame: Frame;
  say: (lines: readonly string[]) => void;
  /** Keeps other lines off the screen while she types or edits. */
  undisturbed: <T>(work: () => Promise<T>) => Promise<T>;
  home: () => Promise<void>;
  openEditor: (text: string, suffix: string) => Promise<string>;
  openFile: (path: string) => Promise<void>;
  tryMail: ((file: string) => Promise<TryView>) | null;
};

/** Takes keys until she quits. */
export async function attend(sitting: Sitting, open: number | null): Promise<void> {
  const { terminal } = sitting;
  const at: Place = { item: null, digits: "" };
  if (open !== null) await safely(sitting, () => show(sitting, at, open));
  for (;;) {
    const key = await terminal.key();
    if (key === null) return;
    if (key === "q" && at.digits === "") return;
    await safely(sitting, () => press(sitting, at, key));
  }
}

type Place = { item: Item | null; digits: string };

/** A failing request is told, and she goes on sitting there. */
async function safely(sitting: Sitting, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    sitting.say(errorLines(explain(error, sitting.frame.typed), sitting.frame));
  }
}

async function press(sitting: Sitting, at: Place, key: string): Promise<void> {
  const { terminal } = sitting;
  if (/^\d$/.test(key)) {
    at.digits += key;
    terminal.write(key);
    return;
  }
  if (key === "backspace") {
    if (at.digits !== "") terminal.write("\b \b");
    at.digits = at.digits.slice(0, -1);
    return;
  }
  const digits = at.digits;
  at.digits = "";
  if (digits !== "") terminal.write("\n");
  if (key === "enter") {
    const number = digits === "" ? await first(sitting.desk) : Number(digits);
    if (number !== null) await show(sitting, at, number);
    return;
  }
  const choice = at.item === null ? undefined : choiceOf(at.item, key);
  if (at.item !== null && choice !== undefined) await answer(sitting, at, at.item, choice);
  else await look(sitting, at, key);
}

async function first(desk: Desk): Promise<number | null> {
  const inbox = await desk.inbox();
  return inbox.lines[0]?.number ?? null;
}

function choiceOf(item: Item, key: string): Choice | undefined {
  return choices(item.answers, item.number).find((choice) => choice.key === key);
}

async function show(sitting: Sitting, at: Place, number: number): Promise<void> {
  at.item = await sitting.desk.item(number);
  sitting.say(["", ...itemLines(clean(at.item), sitting.frame)]);
}

async function look(sitting: Sitting, at: Place, key: string): Promise<void> {
  const { desk, frame, say } = sitting;
  switch (key) {
    case "h":
      at.item = null;
      return sitting.home();
    case "i":
      at.item = null;
      return say(["", ...inboxLines(clean(await desk.inbox()), frame)]);
    case "l": {
      const [status, arrivals] = await Promise.all([desk.status(), desk.arrivals({ limit: 200 })]);
      return say(["", ...arrivalLines({ ...status, arrivals: clean(arrivals) }, frame)]);
    }
    case "s":
    case "S":
      return say(stopLines(clean(await desk.stop("the operator pressed s")), frame));
    case "u":
      return say(outcomeLines(clean(await desk.hold(null)), null, frame));
    case "t":
      return tryOne(sitting);
    case "x":
      if (at.item !== null) say(itemLines(clean(at.item), frame, { all: true }));
      return undefined;
    case "o":
      return openDraft(sitting, at.item);
    default:
      return undefined;
  }
}

async function openDraft(sitting: Sitting, item: Item | null): Promise<void> {
  const file = item?.deeds.find((deed) => deed.open !== null)?.open ?? null;
  if (file !== null) await sitting.openFile(file);
}

async function tryOne(sitting: Sitting): Promise<void> {
  const { terminal, tryMail, say, frame } = sitting;
  if (tryMail === null) return;
  const question = "Name of a mail's file (.eml or .mbox), or drop it here:";
  const typed = await sitting.undisturbed(() => readLine(terminal, question));
  // A file dropped on a terminal arrives quoted, or with its spaces escaped.
  const file = typed?.replaceAll(/^(["'])(.*)\1$/g, "$2").replaceAll("\\ ", " ") ?? "";
  if (file !== "") say(tryLines(clean(await tryMail(file)), frame));
}

async function answer(sitting: Sitting, at: Place, item: Item, choice: Choice): Promise<void> {
  const { desk, frame, say } = sitting;
  const given = await sitting.undisturbed(() => completed(sitting, item, choice));
  if (given === null) {
    say(["Nothing was answered", ...choiceLines(clean(item), frame)]);
    return;
  }
  const outcome = await desk.answer(item.number, given);
  say(outcomeLines(clean(outcome), item.number, frame));
  if (outcome.code.includes("changed")) return show(sitting, at, item.number);
  at.item = null;
  say(["", ...inboxLines(clean(await desk.inbox()), frame)]);
}

/** The answer with what it still needs: a reason, an edited draft; null if she gave it up. */
async function completed(sitting: Sitting, item: Item, choice: Choice): Promise<Answer | null> {
  const { terminal, frame, say } = sitting;
  const { digest } = item;
  if (choice.answer === "deny") {
    const reason = await readLine(terminal, "No, because:");
    return reason === null
      ? null
      : { answer: "deny", digest, ...(reason === "" ? {} : { reason }) };
  }
  if (choice.answer !== "edit" && choice.answer !== "fill") {
    return { answer: choice.answer, digest };
  }
  const openEditor = (text: string, suffix: string) =>
    terminal.lend(() => sitting.openEditor(text, suffix));
  const ask = async (question: string) => {
    terminal.write(`${question} [y/n] `);
    const key = await terminal.key();
    terminal.write("\n");
    return key === "y" || key === "enter";
  };
  const value = await editDraft(item, { openEditor, ask, say }, frame);
  return value === null ? null : { answer: choice.answer, digest, value };
}
