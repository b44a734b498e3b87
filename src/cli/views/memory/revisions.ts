import type {
  ImportLine,
  RevisedFact,
  RevisedPassage,
  RevisionLine,
  RevisionPreview,
  SourcesView,
} from "../../../api/contract/revisions.ts";
import type { Json } from "../../../value/json.ts";
import { keptBack } from "../../../api/contract/facts.ts";
import { restedLines, told } from "./facts.ts";
import type { Frame } from "../frame.ts";
import { clip, hang, wrap } from "../layout.ts";
import { near } from "../when.ts";
import { plural } from "../words.ts";

/** What would change, with who rested on it. */
export function previewLines(view: RevisionPreview, frame: Frame): string[] {
  const { facts, left, passages, conflicts, jobs, returning } = view;
  if (facts.length + passages.length + conflicts + left.length === 0) {
    return wrap(
      "Nothing would change: what is remembered says so already, or nothing of it counts any more",
      frame.width,
    );
  }
  const verb = returning ? "Found again" : "Found no more";
  return [
    ...part(
      `Facts: ${plural(facts.length + view.moreFacts, "change")}`,
      recordLines(facts, frame),
      view.moreFacts,
      frame,
    ),
    ...part(
      `${verb}: ${plural(passages.length + view.morePassages, "passage")}`,
      passages.flatMap((each) => passageLines(each, view, frame)),
      view.morePassages,
      frame,
    ),
    ...(conflicts === 0
      ? []
      : wrap(`Open questions that it raised: ${conflicts}; what stands stays`, frame.width)),
    ...part(
      `Left as they are, being yours alone to change (--strong takes them too): ${left.length + view.moreLeft}`,
      recordLines(left, frame),
      view.moreLeft,
      frame,
    ),
    ...restedLines(jobs, view.timeZone, frame, "rested on it"),
  ];
}

function part(head: string, lines: readonly string[], more: number, frame: Frame): string[] {
  if (lines.length === 0) return [];
  return [...wrap(head, frame.width), ...lines, ...(more === 0 ? [] : [`  and ${more} more`])];
}

/** By record, each change with what stands and what will. */
function recordLines(facts: readonly RevisedFact[], frame: Frame): string[] {
  const records = Map.groupBy(facts, ({ client, kind, key }) => `${client}\n${kind}\n${key}`);
  return [...records.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const { client, kind, title, strong, by } = first;
    const whom = client === "" ? "the company itself" : client;
    const named = [whom, kind, ...(title === "" || title === whom ? [] : [title])].join(" · ");
    const notes = [
      ...(by === null ? [] : [`derived by ${by}`]),
      ...(strong ? ["yours alone to change"] : []),
    ];
    return [
      ...hang("  ", notes.length === 0 ? named : `${named} (${notes.join("; ")})`, frame.width),
      ...all.flatMap((fact) => hang(`    ${fact.field}  `, changeWords(fact), frame.width)),
    ];
  });
}

function changeWords({ before, after, hidden }: RevisedFact): string {
  const [stands, will] = [known(before), known(after)];
  if (hidden.length === 2) return keptBack;
  if (hidden.length === 1)
    return hidden.includes("before") ? `${keptBack} → ${will}` : `${stands} → ${keptBack}`;
  return stands === will ? `${stands}, as now; other days are put right` : `${stands} → ${will}`;
}

const mostText = 80;

function known(value: Json): string {
  if (value === null) return "nothing is known";
  return clip(told(value), mostText);
}

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
  const what = how === "restore" ? `brought back to ${of.replace(":", " ")}` : `rolled back ${of}`;
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
