import type { Command } from "commander";
import { type Context, sessionOf } from "../../context.ts";
import { exit, ofCode } from "../../exit.ts";
import { examples } from "../../help.ts";
import { planLines, removedLines } from "../../views/memory/retention.ts";

export function addRetention(root: Command, context: Context): void {
  const retention = root
    .command("retention")
    .summary("what is kept how long, and what goes")
    .description(
      "How long what nothing needs any more is kept: by the rules under retention in mainstay.yaml. While Mainstay runs, what is due goes every night.",
    );
  const plan = retention
    .command("plan")
    .summary("what goes by which rule, and when")
    .description(
      "Shows each rule, what goes by it now and when the next does, and what stays in spite of it and why. Changes nothing.",
    )
    .action((_: object, command: Command) => show(command));
  const run = retention
    .command("run")
    .summary("remove now what is due")
    .description(
      "Removes now what is due by your rules, instead of next night. It cannot be brought back, except from backups of before. Tells of each store what was removed, and what is found there afterwards.",
    )
    .option("--dry-run", "only show what would go")
    .action((options: { dryRun?: boolean }, command: Command) => {
      if (options.dryRun === true) return show(command);
      const session = sessionOf(context, command);
      return session.desk(async (desk) => {
        const removed = await desk.retentionRun();
        session.show(removed, removedLines);
        context.exit = removed.ok ? exit.done : ofCode(removed.code);
      });
    });
  examples(plan, [
    ["retention plan", "each rule, what goes, and what stays"],
    ["retention plan --json", "the same for a program"],
  ]);
  examples(run, [
    ["retention run --dry-run", "what would go"],
    ["retention run", "remove it now, with a receipt"],
  ]);

  function show(command: Command): Promise<void> {
    const session = sessionOf(context, command);
    return session.desk(async (desk) => session.show(await desk.retentionPlan(), planLines));
  }
}
