import type { Command } from "commander";
import { type Context, sessionOf } from "../../context.ts";
import { exit } from "../../exit.ts";
import { examples } from "../../help.ts";
import { progressLines } from "../../progress.ts";
import { evalLines } from "../../views/memory/eval.ts";

type Flags = { set?: string; report?: string };

export function addEval(memory: Command, context: Context): void {
  const evaluating = memory
    .command("eval")
    .description(
      "Asks questions whose answers are known, and tells how many of them are found. It is done in a company of its own, never in yours: gone afterwards, or kept in the folder that --data names, so that the next time is shorter.",
    )
    .summary("measure how well things are found")
    .option(
      "--set <folder>",
      "passages (*.jsonl, as for import) and questions.jsonl: id, client, query, kind, evidence (ids of passages), and perhaps at and k (default: ten clients of a consultant)",
    )
    .option("--report <file>", "write the figures, and what each question found, as JSON")
    .action(async (flags: Flags, command: Command) => {
      // MAINSTAY_HOME names her own company, in which nothing is tested.
      const session = sessionOf(context, command, true);
      const { data } = session.place;
      const options = { set: flags.set ?? null, data, report: flags.report ?? null };
      const view = await session.deps.evaluate(options, progressLines(session));
      session.show(view, evalLines);
      const isSound = view.foreign + view.over + view.uncited === 0 && view.rebuilt;
      if (!isSound) context.exit = exit.failed;
    });
  examples(evaluating, [
    ["memory eval", "some minutes"],
    ["memory eval --data /tmp/tested", "the same, and shorter the next time"],
    ["memory eval --set mine --report figures.json", "with questions of your own"],
  ]);
}
