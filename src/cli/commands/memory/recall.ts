import { type Command, InvalidArgumentError } from "commander";
import type { Desk } from "../../../api/contract/desk.ts";
import type { Time } from "../../../api/contract/facts.ts";
import {
  mostQuery,
  mostRecalled,
  mostTokens,
  type RecallQuery,
} from "../../../api/contract/memory.ts";
import { type Context, count, type Session, sessionOf } from "../../context.ts";
import { Usage } from "../../errors.ts";
import { exit } from "../../exit.ts";
import { examples } from "../../help.ts";
import { timeOption } from "../time-option.ts";
import { recalledLines } from "../../views/memory/recall.ts";

type Options = { client?: string; at?: Time; k: number; tokens?: number; queries?: string };

const usualK = 10;

export function addRecall(root: Command, context: Context): void {
  const recall = root
    .command("recall [query]")
    .description(
      "Finds what was said, by its words and its meaning, among one client's passages alone: the likeliest first, each with where it stands in the history.",
    )
    .summary("find what a client said, or you to them")
    .option(
      "--client <name>",
      "whose passages: their name, address or number, or as they were kept",
    )
    .option("--at <time>", "as if asked then: nothing that was said later", timeOption)
    .option("--k <n>", "at most so many", most, usualK)
    .option("--tokens <n>", "instead: what goes into so many tokens", room)
    .option(
      "--queries <file>",
      'many at once: a line of JSON each, with id, client, query, and perhaps at and k; "-" answers what comes in, line by line',
    )
    .action((query: string | undefined, options: Options, command: Command) => {
      const session = sessionOf(context, command);
      const { queries } = options;
      if (queries !== undefined) {
        if (query !== undefined)
          throw new Usage("Cannot take a query beside --queries", "Leave one of them out");
        if (options.client !== undefined)
          throw new Usage(
            "Cannot take --client beside --queries: each line says whose it is",
            "Leave it out",
          );
        return session.desk(async (desk) => {
          if (await answerAll(session, desk, queries, options.k)) context.exit = exit.failed;
        });
      }
      const asked = askedFor(query, options);
      return session.desk(async (desk) => session.show(await desk.recall(asked), recalledLines));
    });
  examples(recall, [
    ['recall "which paper did she want?" --client ana@nordlicht.example', "what was said about it"],
    [
      'recall "price of the boxes" --client Nordlicht --at 2026-03-03',
      "what was known on that day",
    ],
    ["recall --queries questions.ndjson --json", "many questions in one go"],
  ]);
}

function most(text: string): number {
  const k = count(text);
  if (k >= 1 && k <= mostRecalled) return k;
  throw new InvalidArgumentError(`Give 1 to ${mostRecalled}.`);
}

function room(text: string): number {
  const tokens = count(text);
  if (tokens >= 1 && tokens <= mostTokens) return tokens;
  throw new InvalidArgumentError(`Give 1 to ${mostTokens}.`);
}

function askedFor(query: string | undefined, { client, at, k, tokens }: Options): RecallQuery {
  if (query === undefined || query.trim() === "") {
    throw new Usage(
      "Cannot recall nothing",
      'Say what you look for: recall "the paper" --client Nordlicht',
    );
  }
  if (query.length > mostQuery) {
    throw new Usage(
      `Cannot recall by a question of ${query.length} characters`,
      `Ask in at most ${mostQuery}, or several with --queries`,
    );
  }
  if (client === undefined) {
    throw new Usage(
      "Cannot recall without a client: whose passages are meant is never guessed",
      "Name one with --client",
    );
  }
  return {
    client,
    query,
    k,
    ...(tokens === undefined ? {} : { tokens }),
    ...(at === undefined ? {} : { at }),
  };
}

/** True if a line could not be answered; each is told in its place, and the others are answered. */
async function answerAll(
  { deps, row }: Session,
  desk: Desk,
  file: string,
  k: number,
): Promise<boolean> {
  let failed = false;
  for await (const asked of deps.questions(file, k)) {
    if ("refused" in asked) {
      failed = true;
      row({ id: asked.id, line: asked.refused.line, error: asked.refused.reason });
      continue;
    }
    const { id, ...query } = asked.query;
    try {
      const { passages, ...rest } = await desk.recall(query);
      row({
        id,
        ids: passages.map((each) => each.id),
        scores: passages.map(({ score }) => score),
        ...rest,
      });
    } catch (error) {
      failed = true;
      row({ id, error: error instanceof Error ? error.message : String(error) });
    }
  }
  return failed;
}
