import type { Command } from "commander";
import { type Context, count, sessionOf } from "../context.ts";
import { exit } from "../exit.ts";
import { examples } from "../help.ts";
import { doctorLines } from "../views/doctor.ts";
import { clean } from "../views/layout.ts";
import { ledgerLines, rebuildLines } from "../views/ledger.ts";

export function addHistory(root: Command, context: Context): void {
  const doctor = root
    .command("doctor")
    .description("Checks everything the company rests on, and says what to do about what is wrong.")
    .summary("is everything well?")
    .action((_options: object, command: Command) => {
      const session = sessionOf(context, command);
      return session.desk(async (desk) => {
        const findings = await desk.doctor();
        session.show(findings, doctorLines);
        if (findings.some((finding) => !finding.ok)) context.exit = exit.failed;
      });
    });
  examples(doctor, [["doctor", "problems first, then what is fine"]]);
  addLedger(root, context);
  const rebuild = root
    .command("rebuild")
    .description("Derives everything anew from the history and proves that it comes out equal.")
    .summary("derive everything anew from the history")
    .action(async (_options: object, command: Command) => {
      const session = sessionOf(context, command);
      session.show(await session.deps.rebuild(session.place), rebuildLines);
    });
  examples(rebuild, [["rebuild", "safe at any time while the company is not running"]]);
}

type LedgerOptions = { after: number; limit: number; stream?: string; content?: boolean };

function addLedger(root: Command, context: Context): void {
  const ledger = root
    .command("ledger")
    .description("The history itself, as it is kept: every fact, by whom, because of what.")
    .summary("the history as it is kept")
    .option("--after <n>", "only what follows this place", count, 0)
    .option("--stream <name>", "only of this stream")
    .option("--limit <n>", "at most so many", count, 100)
    .option("--content", "with what each entry says")
    .action((options: LedgerOptions, command: Command) => {
      const session = sessionOf(context, command);
      const { after, limit, stream } = options;
      return session.desk(async (desk) => {
        const lines = await desk.ledger({
          after,
          limit,
          ...(stream === undefined ? {} : { stream }),
        });
        if (session.json) return lines.forEach(session.row);
        const { timeZone } = await desk.status();
        const view = { lines: clean(lines), timeZone, data: options.content === true };
        return session.say(ledgerLines(view, session.frame));
      });
    });
  examples(ledger, [
    ["ledger", "the first 100 entries"],
    ["ledger --after 100 --json", "what follows, one line of JSON each"],
  ]);
}
