import type { Command } from "commander";
import { type Context, sessionOf } from "../context.ts";
import { examples } from "../help.ts";
import { finish } from "./answer.ts";

export function addMerge(root: Command, context: Context): void {
  const merge = root
    .command("merge")
    .description(
      "Says that two clients are one: whatever comes from the first belongs to the second from now on.",
    )
    .summary("two clients are one")
    .argument("<client>", "the one: by name or mail address, or a job or item of theirs")
    .argument("<into>", "the other, who stays")
    .action((from: string, into: string, _options: object, command: Command) => {
      const session = sessionOf(context, command);
      return session.desk(async (desk) => {
        context.exit = finish(session, await desk.merge(from, into), null);
      });
    });
  examples(merge, [
    ["merge 12 5", "who wrote in job 12 is the client of job 5"],
    [
      "merge kept:Acme ana@acme.example",
      "the passages that were kept under a name are of that client",
    ],
  ]);
}
