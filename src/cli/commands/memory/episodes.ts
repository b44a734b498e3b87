import { type Command, InvalidArgumentError } from "commander";
import { type EpisodesQuery, mostEpisodes } from "../../../api/contract/episodes.ts";
import type { Time } from "../../../api/contract/facts.ts";
import { type Context, count, sessionOf } from "../../context.ts";
import { examples } from "../../help.ts";
import { timeOption } from "../time-option.ts";
import { episodesLines } from "../../views/memory/episodes.ts";

type Options = {
  client?: string;
  process?: string;
  since?: Time;
  until?: Time;
  limit: number;
};

const usual = 10;

export function addEpisodes(root: Command, context: Context): void {
  const episodes = root
    .command("episodes [words...]")
    .description(
      "What became of jobs: what came, what agents made, what you decided, what was done and what it cost. With words, those that hold the most of them; else the newest.",
    )
    .summary("find a job by what happened in it")
    .option("--client <name>", "only about them: their name, address, or the number of a job")
    .option("--process <name>", "only of this process")
    .option("--since <day>", "under way on that day or later", timeOption)
    .option("--until <day>", "begun by the end of that day", timeOption)
    .option("--limit <n>", "at most so many jobs", few, usual)
    .action((words: string[], options: Options, command: Command) => {
      const session = sessionOf(context, command);
      const query: EpisodesQuery = {
        ...options,
        ...(words.length === 0 ? {} : { words: words.join(" ") }),
      };
      const { limit: _, ...narrowing } = options;
      const narrowed = Object.keys(narrowing).length > 0;
      return session.desk(async (desk) =>
        session.show(await desk.episodes(query), (view, frame) =>
          episodesLines(view, frame, narrowed),
        ),
      );
    });
  examples(episodes, [
    ["episodes deposit packaging", "the jobs in which both were spoken of come first"],
    ["episodes --client Nordlicht --since 2026-06-01", "what was done for them since June"],
  ]);
}

function few(text: string): number {
  const n = count(text);
  if (n >= 1 && n <= mostEpisodes) return n;
  throw new InvalidArgumentError(`Give 1 to ${mostEpisodes}.`);
}
