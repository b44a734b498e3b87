import type { Command } from "commander";
import { type Context, sessionOf } from "../context.ts";
import { exit } from "../exit.ts";
import { examples } from "../help.ts";
import { progressLines } from "../progress.ts";
import { exportLines, importLines } from "../views/transfer.ts";

export function addTransfer(root: Command, context: Context): void {
  const exported = root
    .command("export <to>")
    .description(
      "Writes the whole company with its history into a new folder or one file, in formats that other programs read. It is not encrypted.",
    )
    .summary("the whole company, in open formats")
    .action(async (to: string, _options: object, command: Command) => {
      const session = sessionOf(context, command);
      const view = await session.deps.exportAll(session.place, to, progressLines(session));
      session.show(view, exportLines);
      if (view.failed.length > 0) context.exit = exit.failed;
    });
  examples(exported, [
    ["export ~/studio-2026", "into a folder; while the company runs, too"],
    ["export ~/studio-2026.tar", "into one file"],
  ]);
  const imported = root
    .command("import <from>")
    .description(
      "Makes a company from an export, in a new data folder. It is checked whole before anything is written, and sends nothing until you let it.",
    )
    .summary("a company from an export")
    .option("--dry-run", "only check it")
    .action(async (from: string, options: { dryRun?: boolean }, command: Command) => {
      const session = sessionOf(context, command);
      const dryRun = options.dryRun === true;
      const view = await session.deps.importAll(
        session.place,
        { from, dryRun, files: session.place.workspace !== null },
        progressLines(session),
      );
      session.show(view, importLines);
      if (!view.ok) context.exit = exit.failed;
    });
  examples(imported, [
    ["import ~/studio-2026 --data ~/studio/.mainstay", "into a folder that is not there yet"],
    ["import ~/studio-2026 --data new --dry-run", "only checks it"],
  ]);
}
