import type { Command } from "commander";
import type { Desk } from "../../api/contract/desk.ts";
import type { Remembered } from "../../api/contract/memory.ts";
import { type Context, type Session, sessionOf } from "../context.ts";
import { exit } from "../exit.ts";
import { examples } from "../help.ts";
import { progressLines } from "../progress.ts";
import { rememberedLines, type RememberedView } from "../views/memory.ts";

type ImportOptions = { jsonl: string; dryRun?: boolean };

export function addMemory(root: Command, context: Context): void {
  const memory = root
    .command("memory")
    .description(
      "What the company remembers: conversations, found again by their words and meaning.",
    )
    .summary("what the company remembers");
  const importing = memory
    .command("import")
    .description(
      "Keeps passages of conversations. It may be repeated: nothing comes twice. Each line that cannot be kept is told, and makes the command fail; the others are kept.",
    )
    .summary("keep passages of conversations")
    .requiredOption(
      "--jsonl <file>",
      'a line of JSON each, with id, client, author, at, thread and text; "-" reads what comes in',
    )
    .option("--dry-run", "only say what would be kept")
    .action((options: ImportOptions, command: Command) => {
      const session = sessionOf(context, command);
      return session.desk(async (desk) => {
        const view = await importPassages(session, desk, options);
        session.show(view, rememberedLines);
        if (view.refused.length > 0) context.exit = exit.failed;
      });
    });
  examples(importing, [
    ["memory import --jsonl talks.jsonl", "may be stopped, and goes on when it is repeated"],
    ["memory import --jsonl talks.jsonl --dry-run", "what would be kept, and what not and why"],
  ]);
}

/** A file of nothing but damage must not fill the memory. */
const mostRefused = 1_000;

async function importPassages(
  session: Session,
  desk: Desk,
  { jsonl: file, dryRun = false }: ImportOptions,
): Promise<RememberedView> {
  const all: Remembered = { kept: 0, known: 0, refused: [] };
  const note = (refused: Remembered["refused"]): void => {
    if (all.refused.length < mostRefused) all.refused.push(...refused);
  };
  for await (const { rows, refused } of session.deps.passages(file, progressLines(session))) {
    const said = await desk.remember({ dryRun, rows });
    all.kept += said.kept;
    all.known += said.known;
    note([...refused, ...said.refused].toSorted((a, b) => a.line - b.line));
  }
  return { file, rehearsed: dryRun, ...all };
}
