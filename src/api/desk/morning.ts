import { lineOf } from "../../engine/effect/action.ts";
import type { Owner } from "../../engine/owner.ts";
import { runOf } from "../../engine/streams.ts";
import { morningNote, noteIn } from "../../workspace/morning.ts";
import type { Finding, Morning } from "../contract/status.ts";
import { inbox } from "./inbox.ts";
import { noteOf } from "./note.ts";

/** The note as it would be now, and the newest that was kept, with what became of its mail. */
export async function morning(owner: Owner, findings: readonly Finding[]): Promise<Morning> {
  const { company, morning: time } = owner.office.settings;
  const mailFrom = [...owner.office.connectors].flatMap(([name, { source }]) =>
    source?.emits.includes("mail.received") === true ? [name] : [],
  );
  const now = await inbox(owner);
  const day = { company: company.name, inbox: now, findings, mailFrom };
  const note = noteOf({ ...day, leaving: await leaving(owner) });
  return {
    ...note,
    at: time ?? null,
    now: now.now,
    timeZone: company.timeZone,
    kept: await kept(owner),
  };
}

async function leaving({ store, office }: Owner): Promise<string[]> {
  const rows = await store.find({ table: "act", where: { status: "cleared" }, limit: 50 });
  const lines: string[] = [];
  for (const row of rows) {
    const { run } = await office.book.read(runOf(String(row["run"])));
    const act = run.effects[String(row["token"])];
    if (act !== undefined) lines.push(lineOf(office, act) ?? act.proposal.action);
  }
  return lines;
}

async function kept({ store, office }: Owner): Promise<Morning["kept"]> {
  const [row] = await store.find({
    table: "run",
    where: { runbook: morningNote },
    order: [{ column: "number", descending: true }],
    limit: 1,
  });
  if (row === undefined) return null;
  const { run } = await office.book.read(runOf(String(row["id"])));
  const note = noteIn(run.input.value);
  const [act] = Object.values(run.effects);
  if (note === null) return null;
  return { at: Number(row["started_at"]), ...note, mail: act?.status ?? null };
}
