import type { Command } from "commander";
import { type Context, sessionOf } from "../context.ts";
import type { MigrateHow } from "../deps/format.ts";
import { Usage } from "../errors.ts";
import { examples } from "../help.ts";
import { progressLines } from "../progress.ts";
import { migrateLines } from "../views/migrate.ts";

type Options = { plan?: boolean; back?: boolean; dropOld?: boolean };

export function addMigrate(root: Command, context: Context): void {
  const migrate = root
    .command("migrate")
    .description(
      "Brings the data of an older Mainstay up to date. The old file is kept beside the new one.",
    )
    .summary("bring older data up to date")
    .option("--plan", "only say what it would do")
    .option("--back", "return to the kept file, if nothing was recorded since")
    .option("--drop-old", "delete the kept file; then there is no way back")
    .action(async (options: Options, command: Command) => {
      const session = sessionOf(context, command);
      const how = howOf(options);
      const view = await session.deps.migrate(session.place, how, progressLines(session));
      session.show(view, (shown, frame) => migrateLines(shown, how, frame));
    });
  examples(migrate, [
    ["migrate --plan", "how much, how long, what cannot be undone"],
    ["migrate", "does it; interrupted, it starts over"],
    ["migrate --back", "as it was before"],
  ]);
}

function howOf({ plan, back, dropOld }: Options): MigrateHow {
  const chosen: MigrateHow[] = [];
  if (plan === true) chosen.push("plan");
  if (back === true) chosen.push("back");
  if (dropOld === true) chosen.push("drop");
  if (chosen.length > 1) {
    throw new Usage("Cannot do two things at once", "Give one of --plan, --back and --drop-old");
  }
  return chosen[0] ?? "run";
}
