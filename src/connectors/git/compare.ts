import { createTwoFilesPatch } from "diff";

const bounds = { context: 3, timeout: 200 };

/** What changes in a file, line by line; the whole of it where that takes too long to tell. */
export function compared(path: string, before: string, after: string): string[] {
  if (before === after) return ["no change: it is published just like this"];
  const patch = createTwoFilesPatch(path, path, before, after, "", "", bounds);
  if (patch === undefined) return ["all of it changes"];
  const lines = patch.trimEnd().split("\n");
  // Behind the names of the file, which stand in the line above already.
  return lines.slice(lines.findIndex((line) => line.startsWith("@@")));
}
