import type { Command } from "commander";
import { type Context, sessionOf } from "../../context.ts";
import { examples } from "../../help.ts";
import { exit } from "../../exit.ts";
import { readyLines } from "../../views/memory/import.ts";
import { addEval } from "./eval.ts";
import { addPurge } from "./purge.ts";
import { addStatsAndExport } from "./export.ts";
import { addImport } from "./import.ts";
import { indexAll } from "./indexing.ts";
import { addRevisions } from "./revisions.ts";
import { addSnapshots } from "./snapshots.ts";

export function addMemory(root: Command, context: Context): void {
  const memory = root
    .command("memory")
    .description(
      "What the company remembers: conversations, found again by their words and meaning.",
    )
    .summary("what the company remembers");
  addImport(memory, context);
  const indexing = memory
    .command("index")
    .description(
      "Makes passages that were kept lately ready to be found by their meaning. While Mainstay runs it does so by itself. Where mainstay.yaml names a model elsewhere (memory: embedder: sendsTo), they are sent to it, but for what is secret, and it is paid from your budgets.",
    )
    .summary("make what was kept ready to be found by meaning")
    .action((_: object, command: Command) => {
      const session = sessionOf(context, command);
      return session.desk(async (desk) => {
        const ready = await indexAll(session, desk);
        session.show(ready, readyLines);
        if (ready.failed !== null) context.exit = exit.failed;
      });
    });
  addEval(memory, context);
  addStatsAndExport(memory, context);
  addPurge(memory, context);
  addSnapshots(memory, context);
  addRevisions(memory, context);
  examples(memory, [
    ["memory import --jsonl talks.jsonl", "what was said elsewhere"],
    ["memory stats", "how much there is"],
    ["memory purge --passage t12 --client Nordlicht", "what removing it would take"],
  ]);
  examples(indexing, [["memory index", "may be stopped, and goes on when it is repeated"]]);
}
