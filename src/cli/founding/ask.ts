import type { Session } from "../context.ts";
import { Usage } from "../errors.ts";
import { capital } from "../views/words.ts";
import { type Answers, type Field, fields, flagOf, type Key } from "./fields.ts";

/** Asks for what was not said; `heard` is told of each answer as it stands, for going on later. */
export async function askFields(
  session: Session,
  given: Answers,
  heard: (answers: Answers) => void,
): Promise<Answers> {
  const answers: Answers = {};
  for (const field of fields) {
    const said = given[field.key];
    if (said === undefined && field.skip?.(answers) === true) continue;
    const { deps } = session;
    const text = said ?? (await askField(session, field, answers, deps.founding.country));
    answers[field.key] = field.normal(text);
    refuse([problemOf(field, text, answers)]);
    heard(answers);
  }
  return answers;
}

export async function askField(
  { deps }: Session,
  field: Field,
  answers: Answers,
  here: string,
): Promise<string> {
  const message = field.question(answers);
  if (field.choices !== undefined) return deps.prompts.select(message, field.choices);
  return deps.prompts.text({
    message,
    initial: field.fallback(answers, here),
    problem: (text) => {
      const problem = field.problem(text, answers);
      return problem === null ? null : capital(problem);
    },
  });
}

/** Without a terminal: what was given and what is usual, with all that is missing or wrong. */
export function takeFields(
  given: Answers,
  here: string,
): { answers: Answers; problems: (string | null)[] } {
  const answers: Answers = {};
  const problems: (string | null)[] = [];
  for (const field of fields) {
    const said = given[field.key];
    if (said === undefined && field.skip?.(answers) === true) continue;
    const text = said ?? field.fallback(answers, here);
    answers[field.key] = field.normal(text);
    const unsaid = said === undefined ? (field.wanted?.(answers) ?? null) : null;
    problems.push(
      unsaid === null
        ? problemOf(field, text, answers)
        : `${flagOf(field.key)} is not said: ${unsaid}`,
    );
  }
  return { answers, problems };
}

function problemOf(field: Field, text: string, answers: Answers): string | null {
  const problem = field.problem(text.trim(), answers);
  return problem === null ? null : `${flagOf(field.key)} does not fit: ${problem}`;
}

export function refuse(problems: readonly (string | null)[]): void {
  const wrong = problems.filter((problem) => problem !== null);
  if (wrong.length === 0) return;
  const flags = wrong.map((problem) => problem.slice(0, problem.indexOf(" ")));
  throw new Usage(
    `Cannot set up the company: ${wrong.join("; ")}`,
    `Give ${flags.join(" and ")}, or run it on a terminal to be asked`,
  );
}

export function fieldOf(key: Key): Field {
  const found = fields.find((field) => field.key === key);
  if (found === undefined) throw new Error(`There is no question "${key}"`);
  return found;
}
