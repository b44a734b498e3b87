import type { Command } from "commander";
import type { DiffQuery } from "../../../api/contract/snapshots.ts";
import { type Context, count, sessionOf } from "../../context.ts";
import { finishMemory } from "../../memory-outcome.ts";
import { examples } from "../../help.ts";
import { diffLines, snapshotsLines } from "../../views/memory/snapshots.ts";

export function addSnapshots(memory: Command, context: Context): void {
  const snapshot = memory
    .command("snapshot <name>")
    .summary("mark what is remembered now")
    .description(
      "Marks what is remembered now, under a name, to be compared with and gone back to. It holds no copy: what is forgotten is gone from every snapshot.",
    )
    .action((name: string, _: object, command: Command) => {
      const session = sessionOf(context, command);
      return session.desk(async (desk) => {
        context.exit = finishMemory(session, await desk.snapshot({ name }));
      });
    });
  examples(snapshot, [['memory snapshot "before the tax advisor"', "may be called anything"]]);
  const list = memory
    .command("snapshots")
    .summary("which there are, and what was recorded since each")
    .description(
      "The snapshots of what is remembered: by hand, by the calendar, and before whatever changes much at once.",
    )
    .option("--limit <n>", "at most so many, the newest first", count)
    .action(({ limit }: { limit?: number }, command: Command) => {
      const session = sessionOf(context, command);
      const asked = limit === undefined ? {} : { limit };
      return session.desk(async (desk) =>
        session.show(await desk.snapshots(asked), snapshotsLines),
      );
    });
  examples(list, [["memory snapshots --limit 10", "the newest ten"]]);
  addDiff(memory, context);
}

function addDiff(memory: Command, context: Context): void {
  const diff = memory
    .command("diff <from> [to]")
    .summary("what was recorded between two snapshots")
    .description(
      "What was recorded between two places in the history: facts added, changed, taken back and said again, and how much was said. A place is the name or number of a snapshot, a day as it ended, a time, or now.",
    )
    .option("--client <name>", "of one client alone")
    .option("--kind <kind>", "of one kind of record alone")
    .option("--secret", "show what is secret, too")
    .action(
      (
        from: string,
        to: string | undefined,
        { client, kind, secret }: { client?: string; kind?: string; secret?: true },
        command: Command,
      ) => {
        const session = sessionOf(context, command);
        const asked: DiffQuery = {
          from,
          ...(to === undefined ? {} : { to }),
          ...(client === undefined ? {} : { client }),
          ...(kind === undefined ? {} : { kind }),
          ...(secret === true ? { secret: "shown" } : {}),
        };
        return session.desk(async (desk) => session.show(await desk.memoryDiff(asked), diffLines));
      },
    );
  examples(diff, [
    ['memory diff "before the tax advisor"', "what was recorded since"],
    ["memory diff 2026-03-03 2026-04-01 --client Nordlicht", "in March, about them"],
  ]);
}
