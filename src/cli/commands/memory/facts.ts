import type { Command } from "commander";
import type { Time } from "../../../api/contract/facts.ts";
import { type Context, sessionOf } from "../../context.ts";
import { examples } from "../../help.ts";
import { conflictLines, factsLines } from "../../views/memory/facts.ts";
import { addFact } from "./fact.ts";
import { timeOption } from "../time-option.ts";

type ListOptions = { client?: string; at?: Time; known?: Time; secret?: true };

export function addFacts(root: Command, context: Context): void {
  const facts = root
    .command("facts [kind]")
    .description(
      "What is on record about a client, or about the company itself: each fact with who said it, and when.",
    )
    .summary("what is on record")
    .option("--client <name>", "whose: their name, address, or the number of a job")
    .option("--at <time>", "as it was on that day, and as it was known then", timeOption)
    .option("--known <time>", "as it was known then, of whatever time is asked", timeOption)
    .option("--secret", "show what is secret, too")
    .action((kind: string | undefined, options: ListOptions, command: Command) => {
      const { client, at, known = at, secret } = options;
      const session = sessionOf(context, command);
      const query = {
        ...(client === undefined ? {} : { client }),
        ...(kind === undefined ? {} : { kind }),
        ...(at === undefined ? {} : { at }),
        ...(known === undefined ? {} : { known }),
        ...(secret === true ? { secret: "shown" as const } : {}),
      };
      const past = at !== undefined || known !== undefined;
      const asked = kind === undefined ? { past } : { kind, past };
      return session.desk(async (desk) =>
        session.show(await desk.facts(query), (view, frame) => factsLines(view, frame, asked)),
      );
    });
  examples(facts, [
    ["facts --client Nordlicht", "what is known of them"],
    ["facts --client Nordlicht --at 2026-03-03", "what was known on 3 March"],
  ]);
  addFact(root, context);
  const conflicts = root
    .command("conflicts")
    .summary("what contradicts what is on record")
    .description(
      "What was said against what is on record, and waits for your word: approve takes what is said, deny keeps what stands.",
    )
    .action((_: object, command: Command) => {
      const session = sessionOf(context, command);
      return session.desk(async (desk) => {
        const { lines, ...inbox } = await desk.inbox();
        const facts = lines.filter(({ kind }) => kind === "fact");
        session.show({ ...inbox, lines: facts }, conflictLines);
      });
    });
  examples(conflicts, [
    ["conflicts", "what contradicts"],
    ["show 31", "both sides of number 31"],
  ]);
}
