import { lineOf } from "../../api/desk/inbox.ts";
import { runOf } from "../../engine/streams.ts";
import type { Opened } from "../open.ts";

/** One open item of her inbox. */
export type OpenItem = {
  number: number;
  kind: string;
  title: string;
  /** Name of the step that asks; empty where no step does. */
  step: string;
  subject: string | null;
  /** The process that it belongs to, and not a part that this one called; null for an arrival. */
  runbook: string | null;
};

/** Oldest first. */
export async function openItems({ owner }: Opened): Promise<OpenItem[]> {
  const where = { status: "open" };
  const rows = await owner.store.find({ table: "item", where, order: [{ column: "number" }] });
  const items: OpenItem[] = [];
  for (const row of rows) {
    const { number, kind, title } = await lineOf(owner, row);
    const run = row["run"];
    const about = String(row["about"]);
    const effects =
      typeof run === "string" ? (await owner.office.book.read(runOf(run))).run.effects : null;
    const step = effects === null ? "" : lastName(effects[about]?.path ?? about);
    const subject = typeof row["subject"] === "string" ? row["subject"] : null;
    const runbook = typeof run === "string" ? await processOf(owner, run) : null;
    items.push({ number, kind, title, step, subject, runbook });
  }
  return items;
}

async function processOf(owner: Opened["owner"], id: string): Promise<string> {
  const { run } = await owner.office.book.read(runOf(id));
  return run.parent === null ? run.runbook : processOf(owner, run.parent.run);
}

export function lastName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
