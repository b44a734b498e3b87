import type { Files, Health } from "../contract.ts";
import { issued } from "./entry.ts";
import { balanced, type Entry } from "./journal.ts";
import { missing } from "./numbers.ts";
import { lacks } from "./lacks.ts";
import type { Office } from "./office.ts";
import { unruled } from "./vat/agree.ts";
import { changedPapers, compared } from "./papers.ts";

/** What is wrong with the books, worst first; otherwise what they reach to. */
export async function health(office: Office, files?: Files): Promise<Health> {
  const alike = unruled(office.terms);
  const told = alike === null ? {} : { amiss: alike };
  try {
    const { judged, entries } = await office.journal.exclusive(async (journal) => {
      const { entries } = await journal.read();
      const lacking = lacks(office.sender(), office.terms.rate > 0);
      const health = judge(office, entries);
      return { judged: health.ok && lacking !== null ? lacking : health, entries };
    });
    const looked = judged.ok && files !== undefined && entries.length > 0;
    const changed = looked ? await changedPapers(office, entries, files) : null;
    const note = looked ? `${judged.note}; ${compared}` : judged.note;
    return { ...judged, note, ...(changed === null ? told : { amiss: changed }) };
  } catch (error) {
    const note = error instanceof Error ? error.message : String(error);
    return { ok: false, note, ...told };
  }
}

function judge(office: Office, entries: readonly Entry[]): Health {
  const torn = entries.find((entry) => !balanced(entry));
  if (torn !== undefined) {
    return { ok: false, note: `the entry at line ${torn.line} does not balance` };
  }
  const twice = repeated(entries.map(({ tags }) => tags["token"]));
  if (twice !== null) {
    return { ok: false, note: `two entries carry the token "${twice}"; delete one by hand` };
  }
  const numbers = entries
    .filter(({ tags }) => tags["mainstay"] === issued)
    .map(({ tags }) => tags["invoice"] ?? "");
  const credits = entries.map(({ tags }) => tags["credit"]).filter((text) => text !== undefined);
  const doubled = repeated([...numbers, ...credits]);
  if (doubled !== null) return { ok: false, note: `two invoices have the number "${doubled}"` };
  const gap = missing(office.numbers, entries);
  if (gap !== null) return { ok: false, note: `invoice "${gap}" is missing from the books` };
  const last = entries.at(-1);
  return {
    ok: true,
    note:
      last === undefined
        ? "no entries yet"
        : `${numbers.length} ${numbers.length === 1 ? "invoice" : "invoices"} without a gap, last entry ${last.date}`,
    ...(last === undefined ? {} : { lastSeenAt: Date.parse(`${last.date}T00:00:00Z`) }),
  };
}

function repeated(values: readonly (string | undefined)[]): string | null {
  const seen = new Set<string>();
  for (const value of values) {
    if (value === undefined) continue;
    if (seen.has(value)) return value;
    seen.add(value);
  }
  return null;
}
