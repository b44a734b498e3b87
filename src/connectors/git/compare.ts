import { createTwoFilesPatch } from "diff";

/** Counted, not timed: what she is shown must not depend on how busy the machine is. */
const bounds = { context: 3, maxEditLength: 1000 };
/** Beyond it a difference tells less than the text itself, which is shown whole beside it. */
const mostLines = 300;

/** What changes in a file, line by line; the whole of it where too many lines differ. */
export function compared(path: string, before: string, after: string): string[] {
  if (before === after) return ["no change: it is published just like this"];
  const patch = createTwoFilesPatch(path, path, before, after, "", "", bounds);
  if (patch === undefined) return ["all of it changes"];
  const lines = patch.trimEnd().split("\n");
  // Behind the names of the file, which stand in the line above already.
  const told = lines.slice(lines.findIndex((line) => line.startsWith("@@")));
  const left = told.length - mostLines;
  return left <= 0 ? told : [...told.slice(0, mostLines), `… and ${left} more lines change`];
}
