import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What hledger says of a journal, by its text: most cycles leave the same one. */
const checked = new Map<string, Promise<string[]>>();

/** Invoice numbers without gap and repeat; and what hledger says, where it is installed. */
export async function booksAmiss(data: string): Promise<string[]> {
  const journal = path.join(data, "books/main.journal");
  if (!existsSync(journal)) return [];
  const text = readFileSync(journal, "utf8");
  const numbers = Array.from(text.matchAll(/mainstay: invoice, invoice: \d{4}-(\d+)/g), (m) =>
    Number(m[1]),
  );
  const first = Math.min(...numbers);
  const found = numbers.toSorted((a, b) => a - b).some((number, i) => number !== first + i)
    ? [`Invoice numbers have a gap or a repeat: ${numbers.join(", ")}`]
    : [];
  const amiss = checked.get(text) ?? check(journal);
  checked.set(text, amiss);
  return [...found, ...(await amiss)];
}

async function check(journal: string): Promise<string[]> {
  try {
    await run("hledger", ["-f", journal, "check"]);
    return [];
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    return [`hledger: ${error instanceof Error ? error.message : String(error)}`];
  }
}
