import { type Command, Option } from "commander";
import { type ApplyView, type RunsOnApply, runsOnApply } from "../../api/contract/apply.ts";
import { type Context, type Session, sessionOf } from "../context.ts";
import { exit } from "../exit.ts";
import { examples } from "../help.ts";
import { applyLines } from "../views/apply.ts";
import { plural } from "../views/words.ts";

export function addWorkspace(root: Command, context: Context): void {
  const apply = root
    .command("apply")
    .description(
      "Checks all your files, shows what differs, and makes them active, all or nothing.",
    )
    .summary("check your files and make them active")
    .option("--dry-run", "only check and compare")
    .addOption(
      new Option("--runs <choice>", "jobs under way").choices(runsOnApply).default("finish"),
    )
    .action((options: { dryRun?: boolean; runs: RunsOnApply }, command: Command) => {
      const session = sessionOf(context, command);
      const { runs } = options;
      const dryRun = options.dryRun === true;
      return session.desk(async (desk) => {
        const view = await desk.apply({ dryRun, runs });
        context.exit = tell(session, view, { dryRun, runs, act: "apply" });
      });
    });
  examples(apply, [
    ["apply --dry-run", "checks and compares, changes nothing"],
    ["apply", "makes your files active"],
    ["apply --runs pause", "and pauses the jobs under way"],
  ]);
  const rollback = root
    .command("rollback")
    .description("Makes an earlier version of your files active again.")
    .summary("go back to an earlier version of your files")
    .option("--to <release>", "which one (default: the one before)")
    .addOption(
      new Option("--runs <choice>", "jobs under way").choices(runsOnApply).default("pause"),
    )
    .action((options: { to?: string; runs: RunsOnApply }, command: Command) => {
      const session = sessionOf(context, command);
      return session.desk(async (desk) => {
        const view = await desk.rollback(options);
        context.exit = tell(session, view, { dryRun: false, runs: options.runs, act: "rollback" });
      });
    });
  examples(rollback, [["rollback", "the version before, with jobs under way paused"]]);
  const schemas = root
    .command("schemas [folder]")
    .description("Writes the JSON Schema of every file format, so that editors complete and check.")
    .summary("write the schemas of the file formats")
    .action(async (folder: string | undefined, _options: object, command: Command) => {
      const session = sessionOf(context, command);
      const files = await session.deps.schemas(folder ?? "schemas");
      session.show(files, (names) => [
        `Wrote ${plural(names.length, "schema")}`,
        ...names.map((name) => `  ${name}`),
      ]);
    });
  examples(schemas, [["schemas", "into the folder schemas"]]);
}

function tell(
  session: Session,
  view: ApplyView,
  options: { dryRun: boolean; runs: RunsOnApply; act: "apply" | "rollback" },
): number {
  session.show(view, (shown, frame) => applyLines(shown, frame, options));
  return view.ok ? exit.done : exit.failed;
}
