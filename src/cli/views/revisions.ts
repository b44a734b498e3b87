import type {
  ImportLine,
  RevisedFact,
  RevisedPassage,
  RevisionLine,
  RevisionPreview,
  SourcesView,
} from "../../api/contract/revisions.ts";
import type { Json } from "../../value/json.ts";
import { restedLines, told } from "./facts.ts";
import type { Frame } from "./frame.ts";
import { hang, wrap } from "./layout.ts";
import { near } from "./when.ts";
import { plural } from "./words.ts";

/** What would change, with who rested on it. */
export function previewLines(view: RevisionPreview, frame: Frame): string[] {
  const { of, facts, left, passages, conflicts, jobs, returning } = view;
  if (facts.length + passages.length + conflicts + left.length === 0) {
    return wrap(
      `Nothing would change: what is remembered says so already, or nothing of ${of} counts any more`,
      frame.width,
    );
  }
  const verb = returning ? "Found again" : "Found no more";
  return [
    ...part(
      `Facts: ${plural(facts.length + view.moreFacts, "change")}`,
      facts,
      view.moreFacts,
      frame,
      factLines,
    ),
    ...part(
      `${verb}: ${plural(passages.length + view.morePassages, "passage")}`,
      passages,
      view.morePassages,
      frame,
      (each, to) => passageLines(each, view, to),
    ),
    ...(conflicts === 0
      ? []
      : wrap(`Open questions that it raised: ${conflicts}; what stands stays`, frame.width)),
    ...part(
      `Left as they are, being yours alone to change (--strong takes them too): ${left.length + view.moreLeft}`,
      left,
      view.moreLeft,
      frame,
      factLines,
    ),
    ...restedLines(jobs, view.timeZone, frame, "rested on it"),
  ];
}

function part<T>(
  head: string,
  lines: readonly T[],
  more: number,
  frame: Frame,
  draw: (line: T, frame: Frame) => string[],
): string[] {
  if (lines.length === 0) return [];
  return [
    ...wrap(head, frame.width),
    ...lines.flatMap((line) => draw(line, frame)),
    ...(more === 0 ? [] : [`  and ${more} more`]),
  ];
}

function factLines(fact: RevisedFact, frame: Frame): string[] {
  const { client, kind, field, title, before, after, strong, by } = fact;
  const whom = client === "" ? "the company itself" : client;
  const named = title === "" || title === client ? whom : `${whom} · ${title}`;
  const notes = [
    ...(by === null ? [] : [`derived by ${by}`]),
    ...(strong ? ["yours alone to change"] : []),
  ];
  const note = notes.length === 0 ? "" : ` (${notes.join("; ")})`;
  return hang(
    "  ",
    `${named}: ${kind}.${field}  ${known(before)} → ${known(after)}${note}`,
    frame.width,
  );
}

const known = (value: Json): string => (value === null ? "nothing is known" : told(value));

function passageLines(
  { client, entry, author, at, text }: RevisedPassage,
  { now, timeZone }: RevisionPreview,
  frame: Frame,
): string[] {
  const when = at === 0 ? "" : `, ${near(at, now, timeZone)}`;
  const who = author === "" ? "somebody" : author;
  return hang("  ", `${client} · ${who}${when} · entry ${entry}: ${text}`, frame.width);
}

/** Imports and what was taken back, the newest first. */
export function sourcesLines(view: SourcesView, frame: Frame): string[] {
  const { imports, revisions, now, timeZone } = view;
  if (imports.length + revisions.length === 0) {
    return wrap("Nothing was imported yet, and nothing was taken back", frame.width);
  }
  const counted = imports.filter(
    ({ facts, passages, withdrawn }) => facts + passages + withdrawn > 0,
  );
  return [
    ...counted.flatMap((line) =>
      hang(
        `import:${line.number}  `,
        `${line.file} · ${near(line.at, now, timeZone)} · ${importWords(line)}`,
        frame.width,
      ),
    ),
    ...revisions.flatMap((line) =>
      hang(
        `${line.number}  `,
        `${revisionWords(line)} · ${near(line.at, now, timeZone)}`,
        frame.width,
      ),
    ),
    ...(counted.length === 0
      ? []
      : wrap(
          `Take one back: ${frame.typed(`memory rollback --source import:${counted[0]?.number ?? ""} --dry-run`)}`,
          frame.width,
        )),
    ...(revisions.length === 0
      ? []
      : wrap(
          `Undo one: ${frame.typed(`memory rollback --undo ${revisions[0]?.number ?? ""} --dry-run`)}`,
          frame.width,
        )),
  ];
}

function importWords({ what, facts, passages, withdrawn }: ImportLine): string {
  if (what === "facts") return `${plural(facts, "fact")} recorded`;
  const gone = withdrawn === 0 ? "" : `, ${withdrawn} withdrawn`;
  return `${plural(passages, "passage")}${gone}`;
}

function revisionWords(line: RevisionLine): string {
  const { how, of, because, facts, passages, conflicts, ended } = line;
  const what = how === "restore" ? `brought back to ${of}` : `rolled back ${of}`;
  const counts = [
    ...(facts === 0 ? [] : [plural(facts, "fact")]),
    ...(passages === 0 ? [] : [plural(passages, "passage")]),
    ...(conflicts === 0 ? [] : [plural(conflicts, "open question")]),
  ];
  const done = ended ? counts.join(", ") : "cut short: the same command goes on with the rest";
  return [what, ...(because === "" ? [] : [because]), done]
    .filter((part) => part !== "")
    .join(" · ");
}
