import type { Deed, DiffLine, Item } from "../../api/contract/item.ts";
import type { ItemKind } from "../../api/contract/inbox.ts";
import { choices, formCommands } from "../answer-key.ts";
import { type Field, fieldsOf, wanted } from "../form.ts";
import { leaves } from "../leaves.ts";
import { commandLines } from "./commands.ts";
import type { Frame } from "./frame.ts";
import { hang, pad, table, width, wrap } from "./layout.ts";
import { whom } from "./waiting.ts";

/** Where the undo of a deed stands, if the deed leaves it room. */
const undoColumn = 49;

/** One decision, whole: what will happen, on what it rests, why it is asked, how to answer. */
export function itemLines(
  item: Item,
  frame: Frame,
  options: { all?: boolean; choices?: boolean } = {},
): string[] {
  const { paint } = frame;
  if (item.settled !== null) return settledLines(item, item.settled, frame);
  const after = frame.keys ? "AFTER y, IN THIS ORDER" : "AFTER YOUR YES, IN THIS ORDER";
  return [
    paint.strong(`${item.number} · ${whom(item)} · ${item.title}`),
    ...(item.notes.length === 0 ? [] : wrap(item.notes.join(" · "), frame.width)),
    ...section(after, deedLines(item.deeds, frame, textsIn(item)), frame),
    ...section("DRAFT AGAINST WHAT CAME IN", diffLines(item.diff, frame), frame),
    ...section(shownTitle(item), shownLines(item, frame), frame),
    ...section("TO FILL IN", wantedLines(item, frame), frame),
    ...labelled("WHY ASKED", item.whyAsked.join("; "), frame),
    ...labelled("DRAFTED BY", item.draftedBy, frame),
    ...labelled("IF IGNORED", item.ifIgnored, frame),
    ...(options.all === true ? evidence(item, frame) : []),
    ...(options.choices === false ? [] : choiceLines(item, frame)),
  ];
}

function settledLines(item: Item, settled: NonNullable<Item["settled"]>, frame: Frame): string[] {
  return [
    frame.paint.strong(`${item.number} · ${whom(item)} · ${item.title}`),
    ...labelled("SETTLED", settled.line, frame),
    ...(item.run === null
      ? []
      : [`${pad("JOB", 12)}${item.run}: ${frame.typed(`show ${item.run}`)}`]),
  ];
}

const arrived: ReadonlySet<ItemKind> = new Set(["suspicious", "damaged", "parked"]);

function shownTitle(item: Item): string {
  if (item.kind === "form") return "KNOWN SO FAR";
  if (arrived.has(item.kind)) return "WHAT CAME";
  return item.diff.length > 0 ? "ALSO IN IT" : "EXACTLY THIS";
}

function section(title: string, lines: readonly string[], frame: Frame): string[] {
  return lines.length === 0 ? [] : [frame.paint.strong(title), ...lines];
}

function labelled(label: string, text: string, frame: Frame): string[] {
  return text === "" ? [] : hang(pad(label, 12), text, frame.width);
}

/** Texts that are shown whole below the deeds. */
function textsIn(item: Item): string[] {
  return [...item.diff.map((line) => line.after ?? ""), ...leaves(item.shown).map((l) => l.text)];
}

/** As many lines of a letter as name it, where all of it stands below. */
const opening = 3;

/** A letter that stands whole below is begun here and says where its rest is; else it is whole. */
function folded(details: readonly string[], below: readonly string[]): string[] {
  for (const text of below) {
    const lines = text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));
    const from = details.indexOf(lines[0] ?? "");
    // Only the very same letter may stand for it.
    const same = from !== -1 && lines.every((line, i) => details[from + i] === line);
    if (!same || lines.length <= opening + 1) continue;
    const rest = details.slice(from + lines.length);
    return [...details.slice(0, from + opening), "… (whole letter below)", ...rest];
  }
  return [...details];
}

export function deedLines(
  deeds: readonly Deed[],
  frame: Frame,
  below: readonly string[] = [],
): string[] {
  const labels = Math.max(0, ...deeds.map((deed) => width(deed.label)));
  return deeds.flatMap((deed, i) => {
    const label = `${` ${i + 1}`.slice(-2)} ${pad(deed.label, labels)}  `;
    const open = deed.open === null ? [] : [frame.keys ? "[o] open it" : `file: ${deed.open}`];
    const rows = [...hang(label, deed.line, frame.width)];
    for (const row of [...open, ...folded(deed.details, below)]) {
      rows.push(...hang(" ".repeat(width(label)), row, frame.width));
    }
    return withUndo(rows, deed.undo, width(label), frame);
  });
}

/** The undo stands beside the first row that leaves it room, else in a row of its own. */
function withUndo(rows: string[], undo: string, column: number, frame: Frame): string[] {
  if (undo === "") return rows;
  const right = Math.min(undoColumn, frame.width - width(undo));
  const at = rows.findIndex((row) => width(row) <= right - 2);
  const row = rows[at];
  if (row === undefined || right < column) return [...rows, `${" ".repeat(column)}${undo}`];
  return rows.with(at, pad(row, right) + frame.paint.faint(undo));
}

/** "-" was, "+" is now, "?" nobody vouches for. */
export function diffLines(diff: readonly DiffLine[], frame: Frame): string[] {
  const { paint } = frame;
  const fields = Math.min(24, Math.max(0, ...diff.map((line) => width(line.field))));
  const row = (mark: string, field: string, text: string | null) =>
    text === null ? [] : hang(` ${mark} ${pad(field, fields)}  `, text, frame.width);
  return diff.flatMap((line) => {
    switch (line.mark) {
      case "same":
        return row(" ", line.field, line.after ?? line.before);
      case "added":
        return row("+", line.field, line.after).map(paint.good);
      case "removed":
        return row("-", line.field, line.before).map(paint.bad);
      case "changed":
        return [
          ...row("-", line.field, line.before).map(paint.bad),
          ...row("+", line.field, line.after).map(paint.good),
        ];
      case "unvouched":
        return row("?", line.field, line.after ?? line.before).map(paint.warn);
    }
    return [];
  });
}

/** What she decides on and no comparison shows yet: an answer binds all of it, so all of it is shown. */
function shownLines(item: Item, frame: Frame): string[] {
  const compared = new Set(item.diff.map((line) => line.field));
  const rows = leaves(item.shown).filter(({ path }) => !compared.has(path));
  return fieldLines(
    rows.map(({ path, text }) => [path, text]),
    frame,
  );
}

/** What a form wants, field by field. */
function wantedLines(item: Item, frame: Frame): string[] {
  if (!Object.hasOwn(item.answers, "fill")) return [];
  return fieldLines(flat(fieldsOf(item.schema), ""), frame);
}

function flat(fields: readonly Field[], at: string): [string, string][] {
  return fields.flatMap((field) => [
    [`${at}${field.name}`, wanted(field)] as [string, string],
    ...flat(field.fields, `${at}${field.name}.`),
  ]);
}

function fieldLines(rows: readonly (readonly [string, string])[], frame: Frame): string[] {
  const fields = Math.min(24, Math.max(0, ...rows.map(([path]) => width(path))));
  return rows.flatMap(([path, text]) =>
    width(path) > fields
      ? [`   ${path}`, ...hang(" ".repeat(fields + 5), text, frame.width)]
      : hang(`   ${pad(path, fields)}  `, text, frame.width),
  );
}

function evidence(item: Item, frame: Frame): string[] {
  const rows = [
    ["shown", item.digest],
    ...(item.run === null ? [] : [["job", `${item.run}`]]),
    ["kind", item.kind],
  ];
  return section("EVIDENCE", table(rows, frame.width, { indent: 3 }), frame);
}

/** How this item is answered: keys on a terminal, commands elsewhere. */
export function choiceLines(item: Item, frame: Frame): string[] {
  const found = choices(item.answers, item.number);
  if (frame.keys) {
    const keys = found
      .filter((choice) => choice.key !== "")
      .map((choice) => `${choice.key} ${choice.sentence}`);
    const open = item.deeds.some((deed) => deed.open !== null) ? ["o open the file"] : [];
    return wrap([...keys, ...open, "x evidence", "i inbox"].join("  "), frame.width);
  }
  const rows = found.flatMap(({ answer, command, sentence }) =>
    answer === "fill"
      ? ([
          [formCommands(item.number, answer).print, "its fields as a file, to fill in there"],
          [command, "hands it in"],
        ] as const)
      : [[command, sentence] as const],
  );
  return rows.length === 0 ? [] : ["", ...commandLines(rows, frame, 2)];
}
