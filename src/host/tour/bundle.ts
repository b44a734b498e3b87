import type { Line } from "./diary.ts";

/**
 * Lines of one moment that say the same of several things are told as one: mails that need nobody
 * with their count, and what was drafted for one client in a row.
 */
export function bundled(lines: readonly Line[]): Line[] {
  const out: Line[] = [];
  for (const line of lines) {
    const first = out.findIndex((other) => sameKind(other, line));
    const before = out[first];
    if (before === undefined) out.push(line);
    else if (line.bundle === undefined)
      out[first] = { ...before, line: `${before.line}; ${line.line}` };
  }
  return out.map((line) => counted(line, lines));
}

function sameKind(a: Line, b: Line): boolean {
  if (a.at !== b.at) return false;
  if (b.bundle !== undefined) return a.bundle === b.bundle;
  return b.verb === "drafted" && a.verb === "drafted" && a.client === b.client;
}

function counted(line: Line, all: readonly Line[]): Line {
  if (line.bundle === undefined) return line;
  const count = all.filter((other) => sameKind(line, other)).length;
  return count === 1 ? line : { ...line, line: `${count} that need nobody (${line.bundle})` };
}
