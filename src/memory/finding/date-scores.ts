import { type Cells, Column } from "./column.ts";
import { nearness, type Span, type Window, windowsOf } from "./dates.ts";
import { weights } from "./weights.ts";

/**
 * How near each passage lies to the times that a question names.
 *
 * DS1 A time says the more, the fewer passages lie near it: all of its weight where one in ten or fewer
 *     do, nothing where all do.
 * DS2 What has no time (`at` is 0) is near none.
 * DS3 What names such a time in full counts as much as what lies in it, whenever it was said. `naming`: for each time the
 *     positions that do.
 */
export function dateScores(
  at: Cells,
  spans: readonly Span[],
  naming: readonly (readonly number[])[],
): Column {
  const scores = nearnessScores(at, spans);
  for (const position of new Set(naming.flat())) {
    scores.write(position, Math.max(scores.read(position), weights.dateNamed));
  }
  return scores;
}

function nearnessScores(at: Cells, spans: readonly Span[]): Column {
  const scores = new Column(at.size);
  const said = spans.length === 0 ? null : extent(at);
  if (said === null) return scores;
  const windows = windowsOf(spans, said);
  const reach = { before: weights.daysBefore, after: weights.daysAfter };
  let near = 0;
  for (let i = 0; i < at.size; i++) {
    const moment = at.read(i);
    if (moment === 0) continue;
    const score = nearness(windows, moment, reach);
    scores.write(i, score);
    if (score > 0) near += 1;
  }
  const worth = weights.date * Math.min(1, Math.log10(at.size / near));
  for (let i = 0; i < at.size; i++) {
    const score = scores.read(i);
    if (score > 0) scores.write(i, score * worth);
  }
  return scores;
}

/** Null where nothing has a time. */
function extent(at: Cells): Window | null {
  let from = Infinity;
  let to = -Infinity;
  for (let i = 0; i < at.size; i++) {
    const moment = at.read(i);
    if (moment === 0) continue;
    from = Math.min(from, moment);
    to = Math.max(to, moment);
  }
  return to < from ? null : { from, to };
}
