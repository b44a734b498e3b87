import type { EvalFigures, EvalView } from "../../deps/eval.ts";
import type { Frame } from "../frame.ts";
import { padLeft, table, wrap } from "../layout.ts";
import { plural } from "../words.ts";

/** A row for each kind of question, then whose passages were found, and what was told of questions without an answer. */
export function evalLines(view: EvalView, frame: Frame): string[] {
  const { all, kinds, passages, clients, packTokens, wordsOnly, report } = view;
  const questions = all.questions + view.unanswerable;
  const heads = ["asked", "first 5", "first 10", "nDCG", "packed"];
  const row = (name: string, figures: EvalFigures): string[] => [
    name,
    ...cells(figures).map((cell, i) => padLeft(cell, heads[i]?.length ?? 0)),
  ];
  const rows = [["", ...heads], ...kinds.map((each) => row(each.kind, each)), row("all", all)];
  return [
    ...wrap(
      `Asked ${plural(questions, "question")} about ${plural(passages, "passage")} of ${plural(clients, "client")}`,
      frame.width,
    ),
    "",
    ...wrap(
      `Evidence found, in %: among the first 5 and 10, how far in front (nDCG of 10), and in a pack of ${packTokens.toLocaleString("en")} tokens`,
      frame.width,
    ),
    ...table(rows, frame.width),
    "",
    ...soundLines(view, frame),
    ...toldLines(view, frame),
    ...(wordsOnly === 0
      ? []
      : wrap(`By words alone: ${plural(wordsOnly, "question")}`, frame.width)),
    ...(report === null ? [] : wrap(`Written to ${report}`, frame.width)),
  ];
}

const percent = (share: number): string => (share * 100).toFixed(1);

const cells = ({ questions, at5, at10, ndcg10, packed }: EvalFigures): string[] => [
  String(questions),
  ...[at5, at10, ndcg10, packed].map(percent),
];

/** What must be none, and equal. */
function soundLines(view: EvalView, { paint }: Frame): string[] {
  const { foreign, over, uncited, rebuilt, packTokens } = view;
  const told: [line: string, holds: boolean][] = [
    [`Passages of another client: ${foreign}`, foreign === 0],
    [`Packs of more than ${packTokens.toLocaleString("en")} tokens: ${over}`, over === 0],
    [`Lines of packs whose entry says something else: ${uncited}`, uncited === 0],
    [`Tables derived anew from the history: ${rebuilt ? "equal" : "not equal"}`, rebuilt],
  ];
  return told.map(([line, holds]) => (holds ? line : paint.bad(line)));
}

function toldLines({ unanswerable, told }: EvalView, frame: Frame): string[] {
  if (told === null) return [];
  return wrap(
    `Without an answer: ${plural(unanswerable, "question")}. What is nearest to them is farther than what is nearest to one with an answer in ${percent(told.auc)} % of all pairs (50 is chance); ${percent(told.below)} % of them are farther than nine of ten with an answer`,
    frame.width,
  );
}
