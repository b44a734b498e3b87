import type { Command } from "commander";
import type { Desk } from "../../api/contract/desk.ts";
import { type Context, type Session, sessionOf } from "../context.ts";
import { examples } from "../help.ts";
import { sitDown } from "../sit-down.ts";
import { inboxLines } from "../views/inbox.ts";
import { morningLines } from "../views/morning.ts";

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
}

export async function showInbox(session: Session, desk: Desk): Promise<void> {
  const inbox = await desk.inbox();
  session.show(inbox, inboxLines);
  if (session.frame.keys && inbox.lines.length > 0) await sitDown(session, desk, null);
}
