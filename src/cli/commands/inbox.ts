import type { Command } from "commander";
import { Option } from "commander";
import type { Desk } from "../../api/contract/desk.ts";
import type { Fate } from "../../api/contract/arrivals.ts";
import { type Context, count, type Session, sessionOf } from "../context.ts";
import { examples } from "../help.ts";
import { sitDown } from "../sit-down.ts";
import { arrivalLines, fateWords } from "../views/arrivals.ts";
import { editLines } from "../views/edits.ts";
import { inboxLines } from "../views/inbox.ts";
import { morningLines } from "../views/morning.ts";
import { clean } from "../views/layout.ts";

export function addInbox(root: Command, context: Context): void {
  const inbox = root
    .command("inbox")
    .description("What waits for you, the most urgent first. On a terminal, single keys answer.")
    .summary("what waits for you")
    .action((_options: object, command: Command) => {
      const session = sessionOf(context, command);
      return session.desk((desk) => showInbox(session, desk));
    });
  examples(inbox, [
    ["inbox", "the list"],
    ["inbox --json", "the list as JSON"],
  ]);
  const morning = root
    .command("morning")
    .description("The morning note of today, or, before it is written, as it would be now.")
    .summary("what waits, leaves and is next")
    .action((_options: object, command: Command) => {
      const session = sessionOf(context, command);
      return session.desk(async (desk) => {
        session.show(await desk.morning(), morningLines);
      });
    });
  examples(morning, [["morning", "also when nothing waits"]]);
  const arrivals = root
    .command("arrivals")
    .description("What came from outside, and what became of each.")
    .summary("what came, and what became of it")
    .addOption(new Option("--fate <fate>", "only these").choices(Object.keys(fateWords)))
    .option("--limit <n>", "at most so many", count, 50)
    .action((options: { fate?: Fate; limit: number }, command: Command) => {
      const session = sessionOf(context, command);
      return session.desk(async (desk) => {
        const found = await desk.arrivals(options);
        if (session.json) return session.row(found);
        const { now, timeZone } = await desk.status();
        return session.say(arrivalLines({ arrivals: clean(found), now, timeZone }, session.frame));
      });
    });
  examples(arrivals, [
    ["arrivals", "the newest 50"],
    ["arrivals --fate damaged", "what could not be read and was kept aside"],
  ]);
  addEdits(root, context);
}

function addEdits(root: Command, context: Context): void {
  const edits = root
    .command("edits")
    .description("What you changed in drafts before your yes: as it was, and as you left it.")
    .summary("what you changed in drafts")
    .option("--process <name>", "only in jobs of this process")
    .option("--limit <n>", "at most so many", count, 20)
    .action((options: { process?: string; limit: number }, command: Command) => {
      const session = sessionOf(context, command);
      return session.desk(async (desk) => {
        const found = await desk.edits(options);
        if (session.json) return session.row(found);
        const { now, timeZone } = await desk.status();
        return session.say(editLines({ edits: clean(found), now, timeZone }, session.frame));
      });
    });
  examples(edits, [
    ["edits", "the newest 20"],
    ["edits --process publish-note", "those of one process"],
  ]);
}

export async function showInbox(session: Session, desk: Desk): Promise<void> {
  const inbox = await desk.inbox();
  session.show(inbox, inboxLines);
  if (session.frame.keys && inbox.lines.length > 0) await sitDown(session, desk, null);
}
