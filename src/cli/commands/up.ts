import type { Command } from "commander";
import { type Context, sessionOf } from "../context.ts";
import { examples } from "../help.ts";

const untilEnded =
  "It runs until Ctrl-C or SIGTERM ends it, also where nobody types and nothing is read from the terminal.";

export function addUp(root: Command, context: Context): void {
  const up = root
    .command("up")
    .description(
      `Runs the company and stays: reads what comes, works, shows what waits for you. ${untilEnded}`,
    )
    .summary("run the company; Ctrl-C ends it safely")
    .action((_options: object, command: Command) => run(context, command, false));
  examples(up, [
    ["up", "runs the company in this folder"],
    ["up --workspace ~/studio", "runs the one in ~/studio"],
    ["up --json", "what happens, as one line of JSON each"],
  ]);
  const start = root
    .command("start")
    .description(
      `Runs the example company with data of its own. Nothing leaves this computer. ${untilEnded}`,
    )
    .summary("run the example company")
    .action((_options: object, command: Command) => run(context, command, true));
  examples(start, [["start", "a design studio, its mail, and what it would do"]]);
}

async function run(context: Context, command: Command, example: boolean): Promise<void> {
  const { place, json, deps } = sessionOf(context, command, example);
  context.exit = await deps.up({ place, json, example });
}
