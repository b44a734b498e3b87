/**
 * Lines of text on a character grid.
 *
 * LA1 What comes from outside cannot steer the terminal: control and direction-changing characters
 *     are removed before anything is laid out.
 * LA2 Widths count cells, not code units. Colour is put on after laying out.
 * LA3 What stands in its own column has a third of the line at least, if it needs as much; else it
 *     stands below, for words that are broken letter by letter nobody reads.
 */
const steering = /(?!\n)[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/gu;

function cleanText(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll("\t", "  ").replaceAll(steering, "");
}

/** The same value with every string in it fit for a terminal (LA1). */
export function clean<T>(value: T): T {
  return cleaned(value) as T; // Strings stay strings, and nothing else is changed.
}

function cleaned(value: unknown): unknown {
  if (typeof value === "string") return cleanText(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [cleanText(key), cleaned(member)]),
    );
  }
  return value;
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
const wide =
  /^[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|^\p{Emoji_Presentation}/u;

function cells(grapheme: string): number {
  return wide.test(grapheme) ? 2 : 1;
}

export function width(text: string): number {
  if (/^[\u0020-\u007E]*$/.test(text)) return text.length;
  let sum = 0;
  for (const { segment } of graphemes.segment(text)) sum += cells(segment);
  return sum;
}

export function pad(text: string, to: number): string {
  return text + " ".repeat(Math.max(0, to - width(text)));
}

export function padLeft(text: string, to: number): string {
  return " ".repeat(Math.max(0, to - width(text))) + text;
}

/** At most `to` cells of it, in one line; what was cut is shown by an ellipsis. */
export function clip(text: string, to: number): string {
  const line = text.replaceAll(/\s*\n\s*/g, " ");
  if (width(line) <= to) return line;
  let out = "";
  let used = 0;
  for (const { segment } of graphemes.segment(line)) {
    if (used + cells(segment) > to - 1) break;
    out += segment;
    used += cells(segment);
  }
  return `${out.trimEnd()}…`;
}

/** Lines of at most `to` cells, broken at spaces; a longer word is broken where the line ends. */
export function wrap(text: string, to: number): string[] {
  return text.split("\n").flatMap((line) => wrapLine(line, Math.max(1, to)));
}

const wordOrPath = /(?:"[^"\s]*\/[^"]*"|\S)+/g;

/** As `wrap`, but a path in quotes stays whole, however long it is: it is there to be copied. */
export function wrapPaths(text: string, to: number): string[] {
  return text.split("\n").flatMap((line) => {
    if (width(line) <= to) return [line];
    const out: string[] = [];
    for (const [word] of line.matchAll(wordOrPath)) {
      const last = out.at(-1);
      if (last !== undefined && width(`${last} ${word}`) <= to) {
        out[out.length - 1] = `${last} ${word}`;
      } else {
        for (const part of word.includes('"') ? [word] : wrapLine(word, to)) out.push(part);
      }
    }
    return out;
  });
}

function wrapLine(line: string, to: number): string[] {
  if (width(line) <= to) return [line];
  const indent = /^ */.exec(line)?.[0] ?? "";
  const out: string[] = [];
  let current = "";
  for (const word of line.trimStart().split(/(?<= )(?=\S)/)) {
    if (current !== "" && width(current + word.trimEnd()) > to) {
      out.push(current.trimEnd());
      current = "";
    }
    current += current === "" ? indent + word : word;
    const said = current.trimEnd();
    if (width(said) <= to) continue;
    const cut = pieces(said, to);
    for (const piece of cut.slice(0, -1)) out.push(piece);
    current = (cut.at(-1) ?? "") + current.slice(said.length);
  }
  if (current.trimEnd() !== "") out.push(current.trimEnd());
  return out;
}

/** Read once from its beginning to its end: a word may be as long as a file. */
function pieces(text: string, to: number): string[] {
  const out: string[] = [];
  let piece = "";
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const more = cells(segment);
    if (piece !== "" && used + more > to) {
      out.push(piece);
      piece = "";
      used = 0;
    }
    piece += segment;
    used += more;
  }
  return [...out, piece];
}

/** Text behind a label, wrapped so that it keeps its own column; below it where that column is too narrow (LA3). */
export function hang(label: string, text: string, to: number): string[] {
  const column = width(label);
  if (!leavesRoom(column, [text], to)) {
    const under = (/^ *(?=\S)/.exec(label)?.[0].length ?? 0) + inset;
    const head = label.trim() === "" ? [] : wrap(label.trimEnd(), to);
    return [...head, ...shifted(wrap(text, to - under), under)];
  }
  return wrap(text, to - column).map((line, i) =>
    `${i === 0 ? label : " ".repeat(column)}${line}`.trimEnd(),
  );
}

/** How far to the right stands what found no room beside its label. */
const inset = 4;

/** LA3. */
function leavesRoom(column: number, texts: readonly string[], to: number): boolean {
  if (to - column >= to / 3) return true;
  const lines = texts.flatMap((text) => text.split("\n"));
  return lines.every((line) => width(line) <= to - column);
}

function shifted(lines: readonly string[], by: number): string[] {
  return lines.map((line) => `${" ".repeat(by)}${line}`.trimEnd());
}

/** Both ends of one line; below each other where they do not fit. */
export function ends(left: string, right: string, to: number): string[] {
  const gap = to - width(left) - width(right);
  return gap >= 2 ? [left + " ".repeat(gap) + right] : [left, right];
}

/**
 * Rows with aligned columns, which are as wide as they must be. The last one is wrapped; where too little is
 * left for it, it stands below its row (LA3), and the widest columns give way until the others fit.
 */
export function table(
  rows: readonly (readonly string[])[],
  to: number,
  options: { indent?: number; gap?: number; most?: number } = {},
): string[] {
  const { indent = 0, gap = 2, most = 34 } = options;
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const natural = Array.from({ length: Math.max(0, columns - 1) }, (_, i) =>
    Math.min(most, Math.max(0, ...rows.map((row) => width(row[i] ?? "")))),
  );
  const texts = rows.map((row) => row[columns - 1] ?? "");
  const before = natural.reduce((sum, each) => sum + each + gap, indent);
  const beside = leavesRoom(before, texts, to);
  const widths = beside ? natural : narrowed(natural, to - indent + gap, gap);
  const under = Math.min(indent + (widths[0] ?? 0) + gap, indent + 2 * inset);
  return rows.flatMap((row, i) => {
    const cellsOf = widths.map((w, n) => pad(clip(row[n] ?? "", w), w) + " ".repeat(gap));
    const label = " ".repeat(indent) + cellsOf.join("");
    const text = texts[i] ?? "";
    if (beside) return hang(label, text, to);
    return [label.trimEnd(), ...(text === "" ? [] : shifted(wrap(text, to - under), under))];
  });
}

/** Columns with their gaps in so many cells, if they can be: the widest of them give way. */
function narrowed(widths: readonly number[], to: number, gap: number): number[] {
  const out = [...widths];
  for (let over = out.reduce((sum, each) => sum + each + gap, 0) - to; over > 0; over -= 1) {
    const widest = out.indexOf(Math.max(...out));
    out[widest] = Math.max(1, (out[widest] ?? 1) - 1);
  }
  return out;
}
