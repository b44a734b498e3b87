import { type Command, Option } from "commander";
import type { Fate } from "../../api/contract/arrivals.ts";
import { type Context, count, sessionOf } from "../context.ts";
import { finishMemory } from "../memory-outcome.ts";
import { examples } from "../help.ts";
import { arrivalLines, fateWords } from "../views/arrivals.ts";
import { editLines } from "../views/edits.ts";
import { clean } from "../views/layout.ts";
import { finish } from "./answer.ts";

export function addArrivals(root: Command, context: Context): void {
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
        const view = { arrivals: clean(found), now, timeZone };
        return session.say(arrivalLines(view, session.frame, { numbers: true }));
      });
    });
  examples(arrivals, [
    ["arrivals", "the newest 50"],
    ["arrivals --fate damaged", "what could not be read and was kept aside"],
  ]);
  addReclassify(arrivals, context);
  addEdits(root, context);
}

function addReclassify(arrivals: Command, context: Context): void {
  const reclassify = arrivals
    .command("reclassify <number>")
    .summary("say what it is, where it was taken for something else")
    .description(
      "Begins the process that something that came is for, or says that nothing is to be done about it. What its process does is taken back with cancel; what was put away is said anew.",
    )
    .requiredOption("--as <process>", 'the process that it begins, or "none"')
    .requiredOption("--because <text>", "why, in your words")
    .action(
      (number: string, { as, because }: { as: string; because: string }, command: Command) => {
        const session = sessionOf(context, command);
        const said = { entry: count(number), as: as === "none" ? null : as, because };
        return session.desk(async (desk) => {
          const outcome = await desk.reclassify(said);
          // No job goes on where nothing is to be done.
          context.exit =
            outcome.number === undefined
              ? finishMemory(session, outcome)
              : finish(session, outcome, null);
        });
      },
    );
  examples(reclassify, [
    ['arrivals reclassify 117 --as onboard-client --because "she asks for a logo"', ""],
    ['arrivals reclassify 117 --as none --because "an advertisement"', "nothing is done about it"],
  ]);
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
