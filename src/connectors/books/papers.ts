import { readFile } from "node:fs/promises";
import type { Files, Health } from "../contract.ts";
import { credited } from "./entry.ts";
import type { Entry } from "./journal.ts";
import { fileName, fileOf, type Office } from "./office.ts";
import { noteNumber } from "./void.ts";

/**
 * The documents of invoices and credit notes as they lie in their folder, beside what was kept of them
 * when they were written: the newest of them. One that was moved elsewhere is hers to move, and one of
 * which nothing readable was kept is told by the look at the files of the ledger.
 */
const most = 300;
const endings = ["pdf", "xml"] as const;

export const compared = `of the documents in its folder the newest ${most} are compared with what was kept of them, amounts in the journal with nothing`;

export async function changedPapers(
  office: Office,
  entries: readonly Entry[],
  files: Files,
): Promise<NonNullable<Health["amiss"]> | null> {
  const named = entries.flatMap(({ tags }) => {
    const number = documentOf(tags);
    if (number === undefined) return [];
    return endings.flatMap((ending) => {
      const reference = tags[ending];
      return reference === undefined ? [] : [{ number, ending, reference }];
    });
  });
  const changed: string[] = [];
  for (const { number, ending, reference } of named.slice(-most)) {
    const [lies, kept] = await Promise.all([
      readFile(fileOf(office, number, ending)).catch(() => null),
      files.get(reference).catch(() => null),
    ]);
    if (lies !== null && kept !== null && !lies.equals(kept))
      changed.push(fileName(number, ending));
  }
  const [first] = changed;
  if (first === undefined) return null;
  const others = changed.length === 1 ? "" : `, nor are ${changed.length - 1} more`;
  return {
    line: `"${first}" in "${office.invoices}" is not as it was written${others}`,
    effect: "What was sent is not concerned; what lies in the folder may be spoilt.",
    remedy:
      'Put the right one in its place, from documents/ of an export: "mainstay export FOLDER"',
  };
}

/** The number of the document that an entry names. */
function documentOf({ mainstay, invoice, credit }: Entry["tags"]): string | undefined {
  if (credit !== undefined || invoice === undefined) return credit;
  return mainstay === credited ? noteNumber(invoice) : invoice;
}
