import type { RecallView } from "../../../api/contract/memory.ts";
import type { Frame } from "../frame.ts";
import { headingLines } from "../heading.ts";
import { hang, wrap } from "../layout.ts";
import { full } from "../when.ts";
import { plural } from "../words.ts";

/** Each passage with who said it and when, and where it stands; then what the answer lacks. */
export function recalledLines(view: RecallView, frame: Frame): string[] {
  const { passages, passed, known, timeZone } = view;
  const lines = passages.flatMap(({ author, at, text, seq }) => {
    const when = at === 0 ? "" : `, ${full(at, timeZone, 0)}`;
    return [
      ...headingLines(`${author === "" ? "Somebody" : author}${when}`, `· entry ${seq}`, frame),
      ...hang("  ", text.replaceAll(/\s+/g, " "), frame.width),
      "",
    ];
  });
  if (known === 0)
    return wrap(
      "Nothing is kept of this client yet: see npx mainstay memory import --help",
      frame.width,
    );
  const nothing =
    passed === 0
      ? "Nothing like that was said."
      : `What was found (${plural(passed, "passage")}) does not go into so little room: give more with --tokens.`;
  const none = passages.length === 0 ? wrap(nothing, frame.width) : [];
  return [...lines, ...none, ...lackLines(view, frame)];
}

function lackLines(view: RecallView, frame: Frame): string[] {
  const { wordsOnly } = view;
  if (wordsOnly !== null) {
    return wrap(`Found by words alone: meaning could not be asked (${wordsOnly}).`, frame.width);
  }
  return [...waitingLines(view, frame), ...secretLines(view, frame)];
}

function waitingLines(view: RecallView, frame: Frame): string[] {
  const { known, withheld, why } = view;
  const missing = view.missing - withheld;
  if (missing === 0) return [];
  const some =
    missing === known ? "none of them has" : `${plural(missing, "passage")} of ${known} have no`;
  const because = why === null ? "" : ` (${why})`;
  const what =
    missing === known
      ? `Found by words alone: ${some} a vector yet${because}.`
      : `Of these, ${some} vector yet, and are found by their words alone${because}.`;
  return wrap(`${what} ${frame.typed("memory index")} makes them.`, frame.width);
}

function secretLines({ known, withheld }: RecallView, frame: Frame): string[] {
  if (withheld === 0) return [];
  const verb = withheld === 1 ? "is" : "are";
  return wrap(
    `${plural(withheld, "passage")} of ${known} ${verb} secret, and found by words alone: what is secret is not sent away.`,
    frame.width,
  );
}
