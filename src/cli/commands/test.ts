import type { Command } from "commander";
import { type Context, sessionOf } from "../context.ts";
import { exit } from "../exit.ts";
import { examples } from "../help.ts";
import { clean } from "../views/layout.ts";
import { testLines } from "../views/test.ts";

type Flags = { only?: string; verbose?: boolean };

export function addTest(root: Command, context: Context): void {
  const test = root
    .command("test [scenario...]")
    .description(
      "Runs the cases in scenarios/ on your files as they are, and checks what came of each.\nNothing real is reached, nothing is kept.",
    )
    .summary("run the cases in scenarios/ on your files")
    .option("--only <part>", "those whose name contains it")
    .option("--verbose", "tell what happened in each")
    .action(async (names: string[], flags: Flags, command: Command) => {
      const session = sessionOf(context, command);
      const verbose = flags.verbose === true;
      const tell = testLines(session.frame, verbose);
      const options = { place: session.place, names, only: flags.only ?? null, verbose };
      for await (const event of session.deps.scenarios(options)) {
        if (event.kind === "ended" && event.failed > 0) context.exit = exit.failed;
        if (session.json) session.row(event);
        else session.say(tell(clean(event)));
      }
    });
  examples(test, [
    ["test", "all of them"],
    ["test onboard-client-asks --verbose", "one, with what happened in it"],
    ["test --only onboard", "those of one process"],
  ]);
}
