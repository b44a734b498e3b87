import { type Command, Option } from "commander";
import type { Desk } from "../../../api/contract/desk.ts";
import { type Context, type Session, sessionOf } from "../../context.ts";
import { type ExportFormat, exportFormats } from "../../deps/brought.ts";
import { Usage } from "../../errors.ts";
import { examples } from "../../help.ts";
import { exportedLines } from "../../views/memory/import.ts";
import { factRows, passageRow } from "../../views/memory/rows.ts";
import { statsLines } from "../../views/memory/stats.ts";

type Options = {
  client?: string;
  facts?: boolean;
  secret?: true;
  to?: string;
  format?: ExportFormat;
};

export function addStatsAndExport(memory: Command, context: Context): void {
  const exporting = memory
    .command("export")
    .summary("write what is remembered of a client, to be read or taken again")
    .description(
      "Writes a client's passages, or with --facts what is on record about them, as lines of JSON that memory import takes again. With --to, into a new folder: as such lines, as notes in Markdown, as mails, or as a contact card.",
    )
    .option("--client <name>", "whose; for facts, without it, those about the company itself")
    .option("--facts", "what is on record, instead of what was said")
    .option("--secret", "of what is on record: what is secret, too")
    .option("--to <folder>", "into this new folder, instead of onto the screen")
    .addOption(
      new Option("--format <format>", "of what goes into the folder").choices(exportFormats),
    )
    .action((options: Options, command: Command) => {
      const session = sessionOf(context, command);
      const { client, to, format, facts, secret } = options;
      if (to === undefined && format !== undefined) {
        throw new Usage(
          `Cannot write ${format} onto the screen`,
          "Name a new folder for it with --to",
        );
      }
      if (to !== undefined && facts === true) {
        throw new Usage(
          "Cannot take --facts beside --to",
          "Leave it out: jsonl writes both, and vcard writes facts",
        );
      }
      return session.desk(async (desk) => {
        if (facts === true) return exportFacts(session, desk, client, secret === true);
        if (client === undefined)
          throw new Usage(
            "Cannot export passages without a client: whose are meant is never guessed",
            "Name one with --client",
          );
        if (to === undefined) return exportPassages(session, desk, client);
        const { exportMemory } = session.deps;
        const done = await exportMemory(desk, {
          client,
          to,
          format: format ?? "jsonl",
          open: secret === true,
        });
        session.show(done, exportedLines);
      });
    });
  examples(exporting, [
    ["memory export --client Nordlicht > nordlicht.jsonl", "what was said"],
    ["memory export --client Nordlicht --facts", "what is on record about them"],
    ["memory export --client Nordlicht --to notes --format markdown", "to be read"],
  ]);
  const stats = memory
    .command("stats")
    .summary("how much is remembered, and how fresh it is")
    .description(
      "How much is remembered, by kind, what is not fresh any more, and what models cost.",
    )
    .action((_: object, command: Command) => {
      const session = sessionOf(context, command);
      return session.desk(async (desk) => session.show(await desk.memoryStats(), statsLines));
    });
  examples(stats, [["memory stats", "at a glance"]]);
}

async function exportPassages(session: Session, desk: Desk, client: string): Promise<void> {
  for (let after = 0; ;) {
    const { lead, passages } = await desk.passages({ client, after });
    const last = passages.at(-1);
    if (last === undefined) return;
    for (const passage of passages) session.row(passageRow(lead, passage));
    after = last.seq;
  }
}

async function exportFacts(
  session: Session,
  desk: Desk,
  client: string | undefined,
  open: boolean,
): Promise<void> {
  const whose = client === undefined ? {} : { client };
  const { lead, records } = await desk.facts({ ...whose, ...(open ? { secret: "shown" } : {}) });
  for (const row of factRows(client === undefined ? undefined : lead, records, open))
    session.row(row);
}
