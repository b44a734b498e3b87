import type { Bring, Brought } from "../../api/contract/bring.ts";
import { shellWord } from "../../value/shell.ts";
import { suggest } from "../../value/nearest.ts";
import type { Frame } from "./frame.ts";
import { hang, wrap } from "./layout.ts";
import { plural } from "./words.ts";

export type BroughtView = Brought & {
  what: Bring["what"];
  file: string;
  /** Headings that mean nothing, and those that would. */
  strange: readonly string[];
  columns: readonly string[];
  /** Refused beyond those that are listed. */
  unlisted?: number;
  /** Nothing was taken over, only told. */
  rehearsed: boolean;
};

const one = { clients: "client", invoices: "invoice", mails: "mail" } as const;
const most = 20;

/** What was taken over or would be, and each line that was not, with its reason. */
export function broughtLines(view: BroughtView, frame: Frame): string[] {
  const { taken, known, rehearsed, what } = view;
  const verb = rehearsed ? "Would take over" : "Took over";
  const again = known === 0 ? "" : `; ${plural(known, one[what])} known already`;
  return [
    `${verb} ${plural(taken, one[what])}${again}`,
    ...joinedLines(view, frame),
    ...refusedLines(view, what === "mails" ? "mail" : "line", frame),
    ...view.strange.flatMap((name) => strangeLines(name, view.columns, frame)),
    ...view.dropped.flatMap((name) =>
      wrap(`"${name}" is left out: schemas/${one[what]}.json has no place for it`, frame.width),
    ),
    ...seriesLines(view.series, frame),
    ...endLines(view, frame),
  ];
}

function joinedLines({ joined, rehearsed }: BroughtView, frame: Frame): string[] {
  const would = rehearsed ? "would be joined with" : "joined with";
  const lines = joined
    .slice(0, most)
    .flatMap((name) => wrap(`${name}: ${would} what was kept of them`, frame.width));
  return joined.length > most ? [...lines, `and ${joined.length - most} more`] : lines;
}

function refusedLines(
  { refused, unlisted = 0 }: BroughtView,
  piece: "line" | "mail",
  frame: Frame,
): string[] {
  if (refused.length === 0) return [];
  const count = refused.length + unlisted;
  const lines = refused
    .slice(0, most)
    .flatMap(({ line, reason }) => hang(`  ${piece} ${line}: `, reason, frame.width));
  const more = count > most ? [`  and ${count - most} more`] : [];
  return [frame.paint.bad(`Not taken over: ${plural(count, piece)}`), ...lines, ...more];
}

function strangeLines(name: string, columns: readonly string[], frame: Frame): string[] {
  return wrap(`Column "${name}" is not known: ${suggest(name, columns, "column")}`, frame.width);
}

/** The books' own file is told too, so that they miss none of the numbers that were used before. */
function seriesLines(series: Brought["series"], frame: Frame): string[] {
  if (series === null) return [];
  const words = `init --change last-invoice --last-invoice ${shellWord(series.last)}`;
  return [
    ...wrap(
      `The next invoice will be ${series.next}: numbers go on behind the last. Tell your books, then apply:`,
      frame.width,
    ),
    `  ${frame.typed(words)}`,
  ];
}

function endLines({ rehearsed, refused, what, file }: BroughtView, frame: Frame): string[] {
  if (what === "mails" && refused.length > 0) {
    const again = `${rehearsed ? "Nothing was changed. " : ""}Let your mail program write those into a file anew and bring it: what is known does not come twice.`;
    return wrap(again, frame.width);
  }
  if (!rehearsed) return [];
  const words = `bring ${what === "mails" ? "mail" : what} ${shellWord(file)}`;
  if (refused.length === 0)
    return ["Nothing was changed. Take it over:", `  ${frame.typed(words)}`];
  return [
    "Nothing was changed. Correct those lines, or leave them out:",
    `  ${frame.typed(`${words} --accept-skips`)}`,
  ];
}
