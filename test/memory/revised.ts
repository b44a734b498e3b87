import path from "node:path";
import { writeFile } from "node:fs/promises";
import type { FactHistory, FactsView, Learnt } from "../../src/api/contract/facts.ts";
import type { RecallView } from "../../src/api/contract/memory.ts";
import type { Outcome } from "../../src/api/contract/desk.ts";
import type { RevisionPreview, SourcesView } from "../../src/api/contract/revisions.ts";
import type { Company } from "../bad-input/company.ts";

export const theirs = ["--client", "Nordlicht"];

export async function set(company: Company, field: string, value: string, ...more: string[]) {
  await company.type("fact", "set", `preference.${field}`, value, ...theirs, ...more);
}

/** Their preferences by field. */
export async function held(company: Company, ...more: string[]): Promise<Record<string, unknown>> {
  const { out } = await company.type("facts", "preference", ...theirs, "--json", ...more);
  const { records } = JSON.parse(out) as FactsView;
  return Object.fromEntries(
    records.flatMap(({ facts }) => facts.map(({ field, value }) => [field, value])),
  );
}

export async function history(company: Company, field: string): Promise<FactHistory["versions"]> {
  const { out } = await company.type("fact", "why", `preference.${field}`, ...theirs, "--json");
  return (JSON.parse(out) as FactHistory).versions;
}

export async function importFacts(company: Company, rows: object[]): Promise<Learnt> {
  const file = path.join(company.workspace, "facts.ndjson");
  const usual = { client: "Nordlicht", kind: "preference", from: "2026-02-01" };
  await writeFile(file, rows.map((row) => JSON.stringify({ ...usual, ...row })).join("\n"));
  const { out } = await company.type("memory", "import", "--facts", file, "--json");
  return JSON.parse(out) as Learnt;
}

export async function importTalks(
  company: Company,
  texts: Record<string, string>,
  called = "talks.jsonl",
) {
  const file = path.join(company.workspace, called);
  const rows = Object.entries(texts).map(([id, text]) => ({
    id,
    client: "Nordlicht Coffee",
    author: "Ana",
    at: "2026-02-01T10:00Z",
    text,
  }));
  await writeFile(file, rows.map((row) => JSON.stringify(row)).join("\n"));
  return company.type("memory", "import", "--jsonl", file, "--json");
}

export async function recalled(company: Company, query: string): Promise<string[]> {
  const { out } = await company.type("recall", query, "--client", "Nordlicht Coffee", "--json");
  return (JSON.parse(out) as RecallView).passages.map(({ id }) => id);
}

export async function sources(company: Company): Promise<SourcesView> {
  return JSON.parse((await company.type("memory", "sources", "--json")).out) as SourcesView;
}

/** The number of the newest import. */
export async function newest(company: Company): Promise<string> {
  return `import:${(await sources(company)).imports[0]?.number ?? 0}`;
}

export async function preview(company: Company, ...words: string[]): Promise<RevisionPreview> {
  const { out } = await company.type("memory", ...words, "--dry-run", "--json");
  return JSON.parse(out) as RevisionPreview;
}

export async function revise(
  company: Company,
  ...words: string[]
): Promise<Outcome & { exit: number }> {
  const { code, out } = await company.type("memory", ...words, "--yes", "--json");
  return { ...(JSON.parse(out) as Outcome), exit: code };
}

/** As it was told, without the ends of its lines. */
export const plain = ({ out, err }: { out: string; err: string }): string =>
  `${out}${err}`.replaceAll(/\s+/g, " ");
