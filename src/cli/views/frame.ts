/** How a view is drawn: how wide, in which colours, and whether she answers by keys or by commands. */
export type Frame = {
  width: number;
  paint: Paint;
  /** True where single keys can be pressed; else the same choices are printed as commands. */
  keys: boolean;
  /** A command as it must be typed here: "inbox" → "npx mainstay inbox --data …". */
  typed: (words: string) => string;
};

export type Paint = {
  strong: (text: string) => string;
  faint: (text: string) => string;
  good: (text: string) => string;
  bad: (text: string) => string;
  warn: (text: string) => string;
};

const as = (open: number, close: number) => (text: string) =>
  text === "" ? "" : `\u001B[${open}m${text}\u001B[${close}m`;

const coloured: Paint = {
  strong: as(1, 22),
  faint: as(2, 22),
  good: as(32, 39),
  bad: as(31, 39),
  warn: as(33, 39),
};

const same = (text: string) => text;
export const plain: Paint = { strong: same, faint: same, good: same, bad: same, warn: same };

/** Colour only on a terminal that has it, and only where nobody objects (no-color.org). */
export function paintFor(isTTY: boolean, env: Readonly<Record<string, string | undefined>>): Paint {
  const unwanted = (env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb";
  return isTTY && !unwanted ? coloured : plain;
}

/** Text is hard to read in longer lines, however wide the terminal is. */
const widest = 100;
const narrowest = 40;

export function readable(columns: number | undefined): number {
  // Some pseudo-terminals say that they have no columns at all.
  const known = columns === undefined || columns === 0 ? 80 : columns;
  return Math.max(narrowest, Math.min(known, widest));
}
