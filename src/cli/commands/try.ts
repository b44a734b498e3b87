import type { Command } from "commander";
import { type Context, sessionOf } from "../context.ts";
import { examples } from "../help.ts";
import { tryLines } from "../views/try.ts";

export function addTry(root: Command, context: Context): void {
  const command = root
    .command("try <file>")
    .description(
      "Shows what the company would do with a mail of yours, in a scratch copy.\nNothing is sent, nothing is kept.",
    )
    .summary("what would it do with this mail of yours?")
    .action(async (file: string, _options: object, command: Command) => {
      const session = sessionOf(context, command);
      session.show(await session.deps.tryMails(file, session.place), tryLines);
    });
  examples(command, [
    ["try enquiry.eml", "one mail, saved from your mail program"],
    ["try ~/Mail/enquiries.mbox", "a whole mailbox file"],
  ]);
}
