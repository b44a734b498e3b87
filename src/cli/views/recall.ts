import type { RecallView } from "../../api/contract/memory.ts";
import type { Frame } from "./frame.ts";
import { headingLines } from "./heading.ts";
import { hang, wrap } from "./layout.ts";
import { full } from "./when.ts";
import { plural } from "./words.ts";

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

function lackLines({ missing, wordsOnly, known }: RecallView, frame: Frame): string[] {
  if (wordsOnly !== null) {
    return wrap(`Found by words alone: meaning could not be asked (${wordsOnly}).`, frame.width);
  }
  if (missing === 0) return [];
  const some =
    missing === known ? "none of them has" : `${plural(missing, "passage")} of ${known} have no`;
  const what =
    missing === known
      ? `Found by words alone: ${some} a vector yet.`
      : `Of these, ${some} vector yet, and are found by their words alone.`;
  return wrap(`${what} ${frame.typed("memory index")} makes them.`, frame.width);
}
