import type { Command } from "commander";
import { mostReason } from "../../../api/contract/facts.ts";
import { type Context, count, sessionOf } from "../../context.ts";
import { Usage } from "../../errors.ts";
import { examples } from "../../help.ts";
import { finishMemory } from "../../memory-outcome.ts";
import { heuristicLines } from "../../views/memory/heuristics.ts";

export function addHeuristics(root: Command, context: Context): void {
  const heuristics = root
    .command("heuristics")
    .summary("rules of thumb that agents are told")
    .description(
      "Rules of thumb that agents are told: yours, and those learned of your answers once you said yes to them, with the answers that bear them out and those that do not.",
    )
    .option("--all", "those you refused or retired, too")
    .action(({ all = false }: { all?: boolean }, command: Command) => {
      const session = sessionOf(context, command);
      return session.desk(async (desk) => {
        const { heuristics: found, ...view } = await desk.heuristics();
        const isOver = (status: string) => status === "refused" || status === "retired";
        const wanted = found.filter(({ status }) => all || !isOver(status));
        session.show({ ...view, heuristics: wanted }, (shown, frame) =>
          heuristicLines(shown, found.length - wanted.length, frame),
        );
      });
    });
  examples(heuristics, [
    ["heuristics", "what agents are told, and what you are asked"],
    ['remember "no exclamation marks" --as heuristic', "one of yours"],
  ]);
  const retire = heuristics
    .command("retire <number>")
    .summary("tell it to nobody any more")
    .description("Tells it to nobody any more; it stays in the history. The list shows its number.")
    .requiredOption("--because <text>", "why, in your words")
    .action((number: string, { because }: { because: string }, command: Command) => {
      const session = sessionOf(context, command);
      if (because === "" || because.length > mostReason)
        throw new Usage(
          "Cannot retire it without a reason, or with one that long",
          `Give one of at most ${mostReason} characters`,
        );
      return session.desk(async (desk) => {
        const said = await desk.retireHeuristic({ entry: count(number), because });
        context.exit = finishMemory(session, said);
      });
    });
  examples(retire, [
    ['heuristics retire 1117 --because "we greet again"', "the one with number 1117"],
  ]);
}
