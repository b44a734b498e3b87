import type { Frame } from "./frame.ts";
import { hang, pad, width } from "./layout.ts";

/**
 * Commands with a note beside each, or below where that has no room. A command is never cut or
 * broken: it is there to be copied whole.
 */
export function commandLines(
  rows: readonly (readonly [words: string, note: string])[],
  frame: Frame,
  indent = 0,
): string[] {
  const typed = rows.map(([words, note]) => ({ command: frame.typed(words), note }));
  const widest = Math.max(0, ...typed.map(({ command }) => width(command)));
  const margin = " ".repeat(indent);
  const beside = typed.every(({ note }) => indent + widest + 2 + width(note) <= frame.width);
  return typed.flatMap(({ command, note }) =>
    beside
      ? [`${margin}${pad(command, widest)}  ${note}`.trimEnd()]
      : [`${margin}${command}`, ...hang(`${margin}  `, note, frame.width)],
  );
}

/** A command behind a label, whole however narrow the terminal is. */
export function labelledCommands(
  rows: readonly (readonly [label: string, words: string])[],
  frame: Frame,
): string[] {
  const labels = Math.max(0, ...rows.map(([label]) => width(label)));
  return rows.map(([label, words]) => `${pad(label, labels)}  ${frame.typed(words)}`);
}

const quotedCommand = /"(npx mainstay (?:'[^']*'|[^"'])+)"/;

/**
 * A sentence with commands in it: where it does not fit, each command has a line of its own, whole,
 * and what the sentence goes on with stands below it.
 */
export function hangWhole(label: string, text: string, frame: Frame): string[] {
  const rows = hang(label, text, frame.width);
  if (rows.length <= 1) return rows;
  const margin = " ".repeat(width(label));
  return text
    .split(quotedCommand)
    .flatMap((piece) => piece.split(/(?=npx mainstay )/))
    .map((piece) => piece.replace(/^[.,;:]\s/, "").trim())
    .filter((piece) => piece !== "")
    .flatMap((piece, i) => {
      const before = i === 0 ? label : margin;
      return piece.startsWith("npx ") ? [before + piece] : hang(before, piece, frame.width);
    });
}
