import { clients } from "./clients.ts";
import { worldOf } from "./client-world.ts";
import { kept } from "./kept.ts";
import { questionsOf } from "./questions.ts";

/** Where it begins; another number is another world. */
const seed = 20_241_001;

/** The consultant's two years, by the names of its files: the same bytes each time. */
export function consultantFiles(): ReadonlyMap<string, string> {
  const all = clients.map((client, i) => kept(worldOf(client, seed + i)));
  const files = new Map(
    all.map(({ world, passages }) => [`${world.client.slug}.jsonl`, lines(passages)]),
  );
  const questions = all.flatMap((own, i) =>
    questionsOf(
      own,
      all.filter((other) => other !== own),
      seed + 100 + i,
    ),
  );
  return files.set("questions.jsonl", lines(questions));
}

const lines = (rows: readonly object[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join("");
