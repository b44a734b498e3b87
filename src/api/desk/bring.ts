import type { Turn } from "../../engine/turn.ts";
import type { Office } from "../../engine/office.ts";
import type { Owner } from "../../engine/owner.ts";
import { controlStream } from "../../engine/streams.ts";
import { bringClient } from "../../engine/bring/clients.ts";
import { bringInvoice } from "../../engine/bring/invoices.ts";
import { bringMail } from "../../engine/bring/mails.ts";
import type { Fate } from "../../engine/bring/record.ts";
import { goOnBehind } from "../../engine/bring/series.ts";
import { inQuarantine } from "../../kernel/control.ts";
import { Refused } from "../contract/refused.ts";
import type { Bring, Brought } from "../contract/bring.ts";
import { operator } from "../../engine/who.ts";

type Said = { fate: Fate; dropped: string[]; joined?: boolean };
type Line = { line: number; id: string; name: string; work: (turn: Turn) => Said };

/**
 * Takes over what she brings along, line by line: one that cannot be taken keeps no other from being
 * taken, and what was taken before is known again.
 */
export async function bring(owner: Owner, request: Bring): Promise<Brought> {
  // What is only foreseen moves no job.
  const office = request.dryRun ? { ...owner.office, wake: () => {} } : owner.office;
  await mayBring(owner);
  const taken: Brought = { taken: 0, known: 0, refused: [], dropped: [], joined: [], series: null };
  const dropped = new Set<string>();
  const rehearsed = new Set<string>();
  for (const { line, id, name, work } of linesOf(office, request)) {
    const said = request.dryRun
      ? await office.book.foresee(operator, work)
      : (await office.book.turn(operator, work)).result;
    for (const column of said.dropped) dropped.add(column);
    if (said.joined === true) taken.joined.push(name);
    if (typeof said.fate !== "string") taken.refused.push({ line, reason: said.fate.reason });
    // What is only foreseen is not there for the next line.
    else taken[rehearsed.has(id) ? "known" : said.fate] += 1;
    if (request.dryRun) rehearsed.add(id);
  }
  if (request.what === "invoices" && !request.dryRun) {
    const refused = new Set(taken.refused.map(({ line }) => line));
    const numbers = request.rows.filter(({ line }) => !refused.has(line)).map((row) => row.number);
    const behind = (turn: Turn) => goOnBehind(turn, office, numbers);
    taken.series = (await office.book.turn(operator, behind)).result;
  }
  await office.book.committed();
  return { ...taken, dropped: [...dropped] };
}

function linesOf(office: Office, request: Bring): Line[] {
  switch (request.what) {
    case "clients":
      return request.rows.map((row) => ({
        line: row.line,
        id: row.email === "" ? row.name : row.email,
        name: row.name,
        work: (turn) => bringClient(turn, office, row),
      }));
    case "invoices":
      return request.rows.map((row) => ({
        line: row.line,
        id: row.number,
        name: row.number,
        work: (turn) => bringInvoice(turn, office, row),
      }));
    case "mails": {
      const source = [...office.connectors].find(([, connector]) =>
        connector.source?.emits.includes("mail.received"),
      );
      return request.rows.map((row) => ({
        line: row.line,
        id: row.id,
        name: row.id,
        work: (turn) => ({
          fate: bringMail(turn, office, source?.[0] ?? "inbox", row),
          dropped: [],
        }),
      }));
    }
  }
}

async function mayBring({ office }: Owner): Promise<void> {
  if (inQuarantine(await office.book.read(controlStream))) {
    throw new Refused({
      code: "company_in_quarantine",
      message: `Cannot take anything over: the company is in quarantine; admit it first with "mainstay admit"`,
    });
  }
  if (office.active.id !== "") return;
  throw new Refused({
    code: "nothing_applied",
    message: `Cannot take anything over: your files are not active yet; make them with "mainstay apply"`,
  });
}
