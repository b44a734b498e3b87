import { appendFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Desk } from "../../api/contract/desk.ts";
import type { RecallView } from "../../api/contract/memory.ts";
import type { EvalFigures, EvalOptions, EvalView } from "../../cli/deps/eval.ts";
import type { Progress } from "../../cli/deps/place.ts";
import { type Found, foundIn, meanOf, toldApart } from "../../memory/finding/evaluation.ts";
import { passages } from "../bring/passages.ts";
import type { Opened } from "../open.ts";
import type { Owner } from "../../engine/owner.ts";
import { passageAt } from "../../engine/memory/passage-at.ts";
import { tokensOf } from "../../memory/pack.ts";
import { consultant } from "../places.ts";
import { type EvalSet, type Marked, readSet } from "./set.ts";
import { inTestedCompany } from "./tested-company.ts";

const packTokens = 1_000;

/** Texts that are given vectors between two signs of progress. */
const atOnce = 64;

/** What came of one question; `found` is null where nothing answers it. */
type Asked = {
  marked: Marked;
  found: Found | null;
  ids: string[];
  nearest: number;
  foreign: number;
  over: boolean;
  uncited: number;
  wordsOnly: boolean;
};

/** Asks every question of a set of a company that knows nothing but its passages. */
export async function evaluate(options: EvalOptions, progress: Progress): Promise<EvalView> {
  const folder = options.set === null ? consultant : path.resolve(options.set);
  // What cannot be written is said now, and not after minutes of work.
  if (options.report !== null) await appendFile(options.report, "");
  const set = await readSet(folder);
  const data = options.data === null ? null : path.resolve(options.data);
  const { asked, rebuilt } = await inTestedCompany(
    { data, digest: set.digest },
    async (company) => {
      await keepAll(company.desk, set, progress);
      const answers = await askAll(company, set, progress);
      return { asked: answers, rebuilt: await isRebuilt(company.owner) };
    },
  );
  const view = { ...viewOf(folder, set, asked), rebuilt, report: options.report };
  if (options.report !== null) await writeReport(options.report, view, asked);
  return view;
}

async function keepAll(desk: Desk, { files, texts }: EvalSet, progress: Progress): Promise<void> {
  let total = 0;
  for (const own of texts.values()) total += own.size;
  let kept = 0;
  for (const file of files) {
    for await (const { rows } of passages(file, "UTC", () => {})) {
      const { refused } = await desk.remember({ dryRun: false, rows });
      const [first] = refused;
      if (first !== undefined) throw new Error(`Line ${first.line} of ${file}: ${first.reason}`);
      kept += rows.length;
      progress("keeping", kept, total);
    }
  }
  for (let left = 1; left > 0;) {
    const step = await desk.index({ most: atOnce });
    if (step.failed !== null) throw new Error(`Cannot measure what is found: ${step.failed}`);
    ({ left } = step);
    progress("reading for meaning", total - left, total);
  }
}

async function isRebuilt({ store, journal }: Owner): Promise<boolean> {
  const before = await store.dump();
  await journal.rebuild();
  return isDeepStrictEqual(await store.dump(), before);
}

async function askAll(company: Opened, set: EvalSet, progress: Progress): Promise<Asked[]> {
  const all: Asked[] = [];
  for (const marked of set.questions) {
    all.push(await ask(company, marked, set.texts.get(marked.client) ?? new Map()));
    progress("asking", all.length, set.questions.length);
  }
  return all;
}

async function ask(
  { desk, owner }: Opened,
  marked: Marked,
  own: ReadonlyMap<string, string>,
): Promise<Asked> {
  const { kind: _, evidence, id: __, ...query } = marked;
  const answer = await desk.recall(query);
  const pack = await desk.recall({ ...query, tokens: packTokens });
  const ids = idsOf(answer);
  return {
    marked,
    found: evidence.length === 0 ? null : foundIn(evidence, ids, idsOf(pack)),
    ids,
    nearest: answer.nearest ?? 0,
    // Ids are unique within a client alone: whose a passage is shows in what it says.
    foreign: [...answer.passages, ...pack.passages].filter(({ id, text }) => own.get(id) !== text)
      .length,
    over: tokensIn(pack) > packTokens,
    uncited: await uncitedIn(owner, pack, own),
    wordsOnly: answer.wordsOnly !== null || answer.missing > 0,
  };
}

const tokensIn = ({ passages: told }: RecallView): number =>
  told.reduce((sum, { author, text }) => sum + tokensOf({ author, chars: text.length }), 0);

/** Lines whose entry does not say what was kept under their id. */
async function uncitedIn(
  { journal }: Owner,
  pack: RecallView,
  own: ReadonlyMap<string, string>,
): Promise<number> {
  let uncited = 0;
  for (const { seq, id } of pack.passages) {
    if ((await passageAt(journal, seq))?.text !== own.get(id)) uncited += 1;
  }
  return uncited;
}

const idsOf = ({ passages }: RecallView): string[] => passages.map(({ id }) => id);

function viewOf(folder: string, { texts }: EvalSet, asked: readonly Asked[]) {
  const kinds = [...new Set(asked.map(({ marked }) => marked.kind))];
  const unanswerable = asked.filter(({ found }) => found === null);
  const nears = (some: readonly Asked[]): number[] => some.map(({ nearest }) => nearest);
  return {
    set: folder,
    clients: texts.size,
    passages: [...texts.values()].reduce((sum, { size }) => sum + size, 0),
    packTokens,
    all: figuresOf(asked),
    kinds: kinds
      .map((kind) => ({ kind, ...figuresOf(asked.filter(({ marked }) => marked.kind === kind)) }))
      .filter(({ questions }) => questions > 0),
    foreign: asked.reduce((sum, { foreign }) => sum + foreign, 0),
    over: asked.filter(({ over }) => over).length,
    uncited: asked.reduce((sum, { uncited }) => sum + uncited, 0),
    wordsOnly: asked.filter(({ wordsOnly }) => wordsOnly).length,
    unanswerable: unanswerable.length,
    told: toldApart(nears(asked.filter(({ found }) => found !== null)), nears(unanswerable)),
  };
}

function figuresOf(asked: readonly Asked[]): EvalFigures {
  const found = asked.flatMap(({ found }) => (found === null ? [] : [found]));
  return { questions: found.length, ...meanOf(found) };
}

/** The figures, and of each question what it found: which ones fail is what shows why. */
async function writeReport(file: string, view: EvalView, asked: readonly Asked[]): Promise<void> {
  const questions = asked.map(({ marked, found, ids, nearest }) => ({
    id: marked.id,
    kind: marked.kind,
    ...found,
    nearest,
    ids,
    evidence: marked.evidence,
  }));
  await writeFile(file, `${JSON.stringify({ ...view, questions }, null, 1)}\n`);
}
