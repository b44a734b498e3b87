import { stat } from "node:fs/promises";
import { mostRows } from "../../api/contract/memory.ts";
import { factLines } from "../../bring/facts.ts";
import type { JsonLines } from "../../bring/json-lines.ts";
import type { Refused } from "../../bring/listed.ts";
import { passageLines } from "../../bring/passages.ts";
import { type Asked, questionIn } from "../../bring/questions.ts";
import type { Progress } from "../../cli/deps/place.ts";
import { linesOf } from "./lines.ts";
import { readable } from "./readable.ts";

/** What goes to the desk at once stays far below what it takes. */
const mostText = 1 << 20;

export const passages = (file: string, zone: string, progress: Progress) =>
  batches(file, passageLines(zone), progress);
export const facts = (file: string, zone: string, progress: Progress) =>
  batches(file, factLines(zone), progress);

/** An NDJSON file of any size, or standard input ("-"), in batches. */
async function* batches<Row extends { line: number }>(
  file: string,
  reader: JsonLines<Row>,
  progress: Progress,
): AsyncGenerator<{ rows: Row[]; refused: Refused[] }> {
  const size = file === "-" ? 0 : (await readable(file, () => stat(file))).size;
  let rows: Row[] = [];
  let refused: Refused[] = [];
  let waiting = 0;
  let read = 0;
  for await (const text of linesOf(file)) {
    const found = reader.read(text);
    const said = typeof text === "string" ? text : "";
    read += Buffer.byteLength(said) + 1;
    if (found !== null && "row" in found) waiting += said.length;
    if (found === null) continue;
    if ("row" in found) rows.push(found.row);
    else refused.push(found.refused);
    if (rows.length + refused.length < mostRows && waiting < mostText) continue;
    yield { rows, refused };
    rows = [];
    refused = [];
    waiting = 0;
    progress("keeping", read, size);
  }
  if (rows.length + refused.length > 0) yield { rows, refused };
  progress("keeping", size, size);
}

/** Questions as they come, one answered before the next is read. */
export async function* questions(file: string, usualK: number): AsyncGenerator<Asked> {
  let line = 0;
  for await (const text of linesOf(file)) {
    line += 1;
    const asked = questionIn(text, line, usualK);
    if (asked !== null) yield asked;
  }
}
