import { z } from "zod";
import { instantOf } from "../value/instant.ts";

/**
 * The sections of a note's body, and how one is written so that it is read again as it was.
 *
 * NS1 A line of two numbers signs begins a section, except in a block of code; a third sign makes a heading
 *     within one.
 * NS2 A line of ours below the heading tells what the heading tells people. Then the heading is for them,
 *     and the text is what stands below that line.
 * NS3 Where a text would not be read again to the letter, that line bears it whole.
 */
export type Section = {
  /** "" above the first. */
  heading: string;
  text: string;
  /** What a line of ours says of it; null where there is none. */
  said: Said | null;
  /** Such a line stands there, and cannot be read. */
  torn: boolean;
};

export type Said = { id: string; author: string; at: number; thread?: string };

const begins = /^## +(.*?)(?: +#+)? *$/;
const fence = /^ {0,3}(```+|~~~+)/;
const ours = /^<!-- passage (.*?)(?: -->)?$/;

export function sectionsOf(body: string): Section[] {
  const found: { heading: string; lines: string[] }[] = [{ heading: "", lines: [] }];
  let code: string | null = null;
  for (const line of body.split("\n")) {
    const mark = fence.exec(line)?.[1];
    if (mark !== undefined && (code === null || (mark.startsWith(code) && line.trim() === mark))) {
      code = code === null ? mark : null;
    }
    const heading = code === null ? begins.exec(line)?.[1] : undefined;
    if (heading === undefined) found.at(-1)?.lines.push(line);
    else found.push({ heading: heading.trim(), lines: [] });
  }
  return found
    .flatMap(({ heading, lines }) => section(heading, lines))
    .filter(({ heading, text, torn }) => heading !== "" || text !== "" || torn);
}

function section(heading: string, lines: readonly string[]): Section[] {
  const at = lines.findIndex((line) => line.trim() !== "");
  const read = saidIn(lines[at] ?? "");
  if (read === "torn") return [{ heading, text: "", said: null, torn: true }];
  if (read !== null) {
    const { text: exact, ...said } = read;
    const text = exact ?? unguarded(trimmed(lines.slice(at + 1)));
    return [{ heading, text, said, torn: false }];
  }
  const below = trimmed(lines);
  const told = heading === "" ? below.replace(/^# +(.*)$/m, "$1") : heading;
  const text = heading === "" || below === "" ? told : `${heading}\n${below}`;
  return [{ heading, text, said: null, torn: false }];
}

/** How a passage stands in a note that `sectionsOf` reads as it was. */
export function written(heading: string, said: Said, text: string): string {
  const plain = unguarded(trimmed(guarded(text).split("\n"))) === text && !text.includes("\r");
  const { at, ...rest } = said;
  const told = { ...rest, ...(at === 0 ? {} : { at: new Date(at).toISOString() }) };
  // Nothing in it ends the comment.
  const line = JSON.stringify(plain ? told : { ...told, text }).replaceAll(">", "\\u003e");
  return `## ${heading}\n\n<!-- passage ${line} -->\n\n${guarded(text)}\n\n`;
}

const shape = z.object({
  id: z.string().min(1),
  author: z.string(),
  at: z.string().exactOptional(),
  thread: z.string().exactOptional(),
  text: z.string().exactOptional(),
});

function saidIn(line: string): (Said & { text?: string }) | "torn" | null {
  const json = ours.exec(line)?.[1];
  if (json === undefined) return null;
  try {
    const { at: time, ...found } = shape.parse(JSON.parse(json));
    const at = time === undefined ? 0 : instantOf(time);
    return at === null || at < 0 ? "torn" : { ...found, at };
  } catch {
    return "torn";
  }
}

/** Lines that would begin a section or a block of code, made plain as Markdown does it. */
const guarded = (text: string): string =>
  text.replaceAll(/^( {0,3})(\\*)(?=##|```|~~~|<!-- passage )/gm, "$1\\$2");
const unguarded = (text: string): string =>
  text.replaceAll(/^( {0,3})\\(\\*)(?=##|```|~~~|<!-- passage )/gm, "$1$2");

function trimmed(lines: readonly string[]): string {
  return lines.join("\n").replaceAll(/^(?:[ \t]*\n)+|\s+$/g, "");
}
