import type { Desk } from "../../src/api/contract/desk.ts";
import type { Finding } from "../../src/api/contract/status.ts";
import { ask, type Company, type Files, filesIn, lay, openAt, questions } from "./company.ts";
import type { Harm } from "./harm.ts";

/**
 * What a user meets who asks a damaged company everything.
 *
 * DM1 Each question is answered as it would be without the damage, or refused with words that name the
 *     remedy for what was struck, or, by the doctor, answered with the damage and its remedy; nobody ever meets another answer, SQLite's own words or a stack.
 * DM2 What cannot be mended is left as it is.
 */
export type Outcome =
  /** Every answer is right, and nothing had to be mended. */
  | "equal"
  /** Every answer is right, and it was said that something was derived anew. */
  | "mended"
  /** Nothing is answered. */
  | "refused"
  /** What rests on the damage is refused, everything else is right. */
  | "partly"
  | "WRONG";

export type Verdict = { where: string; how: string; outcome: Outcome; said: string };

/** What only an owner reads. */
const forOwner = new Set(["signing.key", "owner.json", "owner.db"]);

type Answers = ReadonlyMap<string, string>;
type Expected = { closed: Answers; killed: Answers };

/** The remedies that mend what was struck, by where: none of another thing's is taken for right. */
const remedies: readonly (readonly [where: RegExp, remedy: RegExp])[] = [
  [/^a checkpoint$/, /rename ".*\.note" to ".*\.note\.spoilt"|ledger verify --checkpoint/i],
  [
    /^signing\.key$/,
    /restore the newest backup .*, or, if the key is lost, move it and the folder/i,
  ],
  [/^keys\.db$/, /restore|bring back what was moved/i],
  [/^a blob$/, /restore|bring back what was moved/i],
  [/^owner\.(?:json|db)$/, /remove that file|move it away|another data folder/],
  [/^pages\.sum$/, /mainstay rebuild/],
  [/./, /restore|mainstay (?:rebuild|migrate)|update Mainstay|another data folder/],
];

const remedyOf = (struck: string) =>
  remedies.find(([where]) => where.test(struck))?.[1] ?? /restore/;

export class Judge {
  readonly #company: Company;
  readonly #expected: Expected;
  #laid: Files = new Map();

  private constructor(company: Company, expected: Expected) {
    this.#company = company;
    this.#expected = expected;
  }

  static async of(company: Company): Promise<Judge> {
    const { places, now, closed, killed } = company;
    const answers = async (files: Files): Promise<Answers> => {
      await lay(places.data, files);
      const opened = await openAt(places, now, "read");
      const told = await answersOf(opened.desk, await questions(opened.desk));
      await opened.close();
      return told;
    };
    return new Judge(company, { closed: await answers(closed), killed: await answers(killed) });
  }

  async judge({ where, how, of, ...harm }: Harm): Promise<Verdict> {
    const { places, now } = this.#company;
    const files = harm.files();
    const remedy = remedyOf(where);
    await lay(places.data, files, this.#laid);
    this.#laid = files;
    const noted: string[] = [];
    const note = (error: unknown) => void noted.push(refusalOf(error));
    const verdict = (outcome: Outcome, said: string) => ({ where, how, outcome, said });
    try {
      const mode = forOwner.has(where) ? "record" : "read";
      const opened = await openAt(places, now, mode, note);
      try {
        const expected = new Map(this.#expected[of]);
        // An owner's doctor looks at other things as well.
        if (mode === "record") expected.delete("doctor");
        const [outcome, said] = compare(
          expected,
          await answersOf(opened.desk, expected.keys()),
          remedy,
        );
        if (outcome !== "equal") return verdict(outcome, said);
      } finally {
        await opened.close();
      }
      if (mode === "record" && !(await this.#signedAsBefore(files))) {
        return verdict("WRONG", "another key signed, and nobody was told");
      }
      const amiss = noted.filter((said) => !isMended(said));
      const [first] = amiss;
      if (first === undefined) return verdict(noted.length > 0 ? "mended" : "equal", noted.join());
      return verdict(amiss.every((each) => isRefusal(each, remedy)) ? "partly" : "WRONG", first);
    } catch (error) {
      const said = refusalOf(error);
      if (!isRefusal(said, remedy)) return verdict("WRONG", said);
      if (await this.#isAsIt(files)) return verdict("refused", said);
      return verdict("WRONG", `changed, though refused: ${said}`);
    }
  }

  async #signedAsBefore(files: Files): Promise<boolean> {
    const is = await filesIn(this.#company.places.data, (name) => name.startsWith("checkpoints/"));
    return [...is].every(([name, note]) => files.get(name)?.equals(note) === true);
  }

  /** DM2. */
  async #isAsIt(was: Files): Promise<boolean> {
    const is = await filesIn(this.#company.places.data);
    return ["ledger.db", "ledger.db-wal", "keys.db", "pages.sum"].every((name) => {
      const before = was.get(name) ?? Buffer.alloc(0);
      return before.equals(is.get(name) ?? Buffer.alloc(0));
    });
  }
}

function compare(expected: Answers, answers: Answers, remedy: RegExp): [Outcome, string] {
  const other = [...expected].filter(([name, answer]) => answers.get(name) !== answer);
  const [first] = other;
  if (first === undefined) return ["equal", ""];
  const wrong = other.find(([name, right]) => {
    const answer = answers.get(name);
    return (
      !isRefusal(answer, remedy) && !(name === "doctor" && namesIt(answer ?? "[]", right, remedy))
    );
  });
  if (wrong === undefined) return ["partly", answers.get(first[0]) ?? ""];
  const [name, right] = wrong;
  return ["WRONG", `${name} is ${answers.get(name)}, not ${right}`];
}

/** The doctor names the damage, with a remedy, and all else is as it would be without it. */
function namesIt(answer: string, right: string, mends: RegExp): boolean {
  const known = new Map(findingsOf(right));
  const told = new Map(findingsOf(answer));
  const added = [...told].filter(([text]) => !known.has(text)).map(([, finding]) => finding);
  const gone = [...known].filter(([text]) => !told.has(text)).map(([, finding]) => finding);
  return (
    added.every(({ ok, remedy }) => !ok && mends.test(remedy)) &&
    gone.every(({ name }) => name === "content")
  );
}

/** By its own text. An answer that is no list of findings is none that is expected. */
function findingsOf(answer: string): [string, Finding][] {
  const found: unknown = answer.startsWith("[") ? JSON.parse(answer) : [];
  return (found as Finding[]).map((finding) => [JSON.stringify(finding), finding]);
}

async function answersOf(desk: Desk, names: Iterable<string>): Promise<Answers> {
  const answers = new Map<string, string>();
  for (const name of names) {
    const answer = await ask(desk, name).then((told) => JSON.stringify(told), refusalOf);
    answers.set(name, answer);
  }
  return answers;
}

function isMended(said: string): boolean {
  return said.includes("derived anew");
}

function isRefusal(answer: string | undefined, remedy: RegExp): boolean {
  return answer !== undefined && answer.startsWith("REFUSED: ") && remedy.test(answer);
}

function refusalOf(error: unknown): string {
  const own =
    error instanceof Error &&
    !("errcode" in error) &&
    !/^(?:Type|Range|Syntax)Error$/.test(error.name);
  return own ? `REFUSED: ${error.message}` : String(error instanceof Error ? error.stack : error);
}
