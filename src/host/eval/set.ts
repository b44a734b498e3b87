import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { mostRecalled, type NamedPassage, type RecallQuery } from "../../api/contract/memory.ts";
import { questionIn } from "../../bring/questions.ts";
import { Usage } from "../../cli/errors.ts";
import { linesOf } from "../bring/lines.ts";
import { passages } from "../bring/passages.ts";
import { readable } from "../bring/readable.ts";

/**
 * A folder with passages (`*.jsonl`, as `memory import` takes them) and questions about them.
 *
 * ES1 A set that is not whole is not used, for its figures would be of another: each line that cannot be
 *     read, and evidence that is none of the client's passages, is told with its place.
 */
export type EvalSet = {
  files: readonly string[];
  /** By client, then by id, what was said. */
  texts: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Of all passages, so that vectors that were made of these are used again. */
  digest: string;
  questions: readonly Marked[];
};

/** No evidence: nothing answers it. */
export type Marked = RecallQuery & { id: string; kind: string; evidence: readonly string[] };

const questionsFile = "questions.jsonl";
const mostTold = 10;

export async function readSet(folder: string): Promise<EvalSet> {
  const names = await readable(folder, () => readdir(folder));
  const files = names
    .filter((name) => name.endsWith(".jsonl") && name !== questionsFile)
    .toSorted()
    .map((name) => path.join(folder, name));
  const problems: string[] = [];
  const { texts, digest } = await readPassages(files, problems);
  const questions = await readQuestions(path.join(folder, questionsFile), texts, problems);
  if (texts.size === 0) problems.push("there is no file with passages (*.jsonl) in it");
  if (questions.length === 0) problems.push(`${questionsFile} asks nothing`);
  if (problems.length > 0) throw refused(folder, problems);
  return { files, texts, digest, questions };
}

async function readPassages(files: readonly string[], problems: string[]) {
  const texts = new Map<string, Map<string, string>>();
  const hash = createHash("sha256");
  for (const file of files) {
    const name = path.basename(file);
    for await (const { rows, refused } of passages(file, "UTC", () => {})) {
      problems.push(...refused.map(({ line, reason }) => `${name}, line ${line}: ${reason}`));
      for (const row of rows) {
        hash.update(`${JSON.stringify(row)}\n`);
        const said = keep(texts, row);
        if (said !== null) problems.push(`${name}, line ${row.line}: ${said}`);
      }
    }
  }
  return { texts, digest: hash.digest("hex") };
}

/** Why it cannot be among them; null where it is now. */
function keep(
  texts: Map<string, Map<string, string>>,
  { client, id, text }: NamedPassage,
): string | null {
  const own = texts.get(client) ?? new Map<string, string>();
  if (own.has(id)) return `"${id}" of this client stands in another file already`;
  texts.set(client, own.set(id, text));
  return null;
}

async function readQuestions(
  file: string,
  texts: EvalSet["texts"],
  problems: string[],
): Promise<Marked[]> {
  const questions: Marked[] = [];
  const seen = new Set<string>();
  let line = 0;
  for await (const text of linesOf(file)) {
    line += 1;
    const no = (reason: string) => problems.push(`${questionsFile}, line ${line}: ${reason}`);
    const asked = questionIn(text, line, leastK);
    if (asked === null) continue;
    if ("refused" in asked) {
      no(asked.refused.reason);
      continue;
    }
    const { query } = asked;
    // `questionIn` found it to be JSON.
    const marks = marked.safeParse(typeof text === "string" ? JSON.parse(text) : null);
    if (!marks.success) no('"kind" or "evidence" is missing, or is no text and no list of ids');
    else if (seen.has(query.id)) no(`there is another question "${query.id}"`);
    else {
      const own = texts.get(query.client);
      const strange = marks.data.evidence.find((id) => own?.has(id) !== true);
      if (own === undefined) no(`there is no passage of "${query.client}"`);
      else if (strange !== undefined) no(`"${strange}" is no passage of "${query.client}"`);
      else questions.push({ ...query, ...marks.data, k: Math.max(query.k, leastK) });
      seen.add(query.id);
    }
  }
  return questions;
}

/** What is measured is among the first ten. */
const leastK = 10;

const marked = z.object({
  kind: z.string().min(1).max(50),
  evidence: z.array(z.union([z.string(), z.int().transform(String)])).max(mostRecalled),
});

function refused(folder: string, problems: readonly string[]): Usage {
  const more = problems.length > mostTold ? `; and ${problems.length - mostTold} more` : "";
  return new Usage(
    `Cannot evaluate with "${folder}": ${problems.slice(0, mostTold).join("; ")}${more}`,
    "Mend these, or name another folder with --set",
  );
}
