import type { Command } from "commander";
import type { Desk } from "../../api/contract/desk.ts";
import { type Context, type Session, sessionOf } from "../context.ts";
import { Usage } from "../errors.ts";
import { examples } from "../help.ts";
import { statsLines } from "../views/memory-stats.ts";

type Options = { client?: string; facts?: boolean; secret?: true };

export function addStatsAndExport(memory: Command, context: Context): void {
  const exporting = memory
    .command("export")
    .summary("write what is remembered of a client, as lines of JSON")
    .description(
      "Writes a client's passages, or with --facts what is on record about them, as lines of JSON that memory import takes again.",
    )
    .option("--client <name>", "whose; for facts, without it, those about the company itself")
    .option("--facts", "what is on record, instead of what was said")
    .option("--secret", "with --facts: what is secret, too")
    .action((options: Options, command: Command) => {
      const session = sessionOf(context, command);
      const { client, secret } = options;
      return session.desk(async (desk) => {
        if (options.facts === true) return exportFacts(session, desk, client, secret === true);
        if (client === undefined)
          throw new Usage(
            "Cannot export passages without a client: whose are meant is never guessed",
            "Name one with --client",
          );
        return exportPassages(session, desk, client);
      });
    });
  examples(exporting, [
    ["memory export --client Nordlicht > nordlicht.jsonl", "what was said"],
    ["memory export --client Nordlicht --facts", "what is on record about them"],
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
    const { passages } = await desk.passages({ client, after });
    const last = passages.at(-1);
    if (last === undefined) return;
    for (const { seq: _, at, ...passage } of passages) {
      session.row({ client, ...passage, ...(at === 0 ? {} : { at: new Date(at).toISOString() }) });
    }
    after = last.seq;
  }
}

/** What holds now. Records of which a client has several are named as the history names them. */
async function exportFacts(
  session: Session,
  desk: Desk,
  client: string | undefined,
  open: boolean,
): Promise<void> {
  const whose = client === undefined ? {} : { client };
  const { records } = await desk.facts({ ...whose, ...(open ? { secret: "shown" } : {}) });
  for (const { kind, key, facts } of records) {
    for (const fact of facts) {
      if (fact.secret && !open) continue;
      const { field, value, validFrom, validTo, expiresAt, confidence, by, reason } = fact;
      session.row({
        ...whose,
        kind,
        id: key,
        field,
        value,
        from: validFrom,
        ...(validTo === null ? {} : { until: validTo }),
        ...(expiresAt === null ? {} : { expires: expiresAt }),
        confidence,
        by: `${by}: ${reason}`,
      });
    }
  }
}
