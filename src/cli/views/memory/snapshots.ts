import { keptBack } from "../../../api/contract/facts.ts";
import type {
  DiffLine,
  DiffView,
  PlaceView,
  SnapshotLine,
  SnapshotsView,
} from "../../../api/contract/snapshots.ts";
import { told } from "./facts.ts";
import type { Frame } from "../frame.ts";
import { headingLines } from "../heading.ts";
import { hang, wrap } from "../layout.ts";
import { full } from "../when.ts";
import { plural } from "../words.ts";

/** The newest first, each with what was recorded since. */
export function snapshotsLines(view: SnapshotsView, frame: Frame): string[] {
  const { snapshots, more, now, timeZone } = view;
  if (snapshots.length === 0) {
    return wrap(
      `There is no snapshot yet: ${frame.typed("memory snapshot NAME")} makes one`,
      frame.width,
    );
  }
  const width = Math.max(...snapshots.map(({ number }) => String(number).length));
  return [
    ...snapshots.flatMap((line) => [
      ...hang(`${String(line.number).padStart(width)}  `, calledLine(line), frame.width),
      ...hang(
        " ".repeat(width + 2),
        `${full(line.at, timeZone, now)} · entry ${line.entry} · since then ${sinceWords(line)}`,
        frame.width,
      ).map((each) => frame.paint.faint(each)),
    ]),
    ...(more === 0 ? [] : [`and ${plural(more, "older one")}`]),
    ...wrap(
      `What was recorded since: ${frame.typed(`memory diff ${snapshots[0]?.number ?? ""}`)}`,
      frame.width,
    ),
  ];
}

const whyWords: Record<SnapshotLine["why"], string> = {
  asked: "without a name",
  schedule: "by the calendar",
  import: "before an import of facts",
  restore: "before facts were brought back",
  rollback: "before a rollback",
};

const calledLine = ({ name, why }: SnapshotLine): string => (name === "" ? whyWords[why] : name);

function sinceWords({ facts, passages }: SnapshotLine): string {
  if (facts === 0 && passages === 0) return "nothing";
  return [
    ...(facts === 0 ? [] : [plural(facts, "change of facts", "changes of facts")]),
    ...(passages === 0 ? [] : [plural(passages, "passage")]),
  ].join(", ");
}

const signs: Record<DiffLine["how"], string> = {
  added: "+",
  changed: "~",
  retracted: "-",
  besides: ".",
  confirmed: "=",
};

/** What was recorded between two places, by client and record. */
export function diffLines(view: DiffView, frame: Frame): string[] {
  const { from, to, facts, more, timeZone } = view;
  const head = `From ${placeWords(from, timeZone)} to ${placeWords(to, timeZone)}: ${countWords(view)}`;
  const records = Map.groupBy(facts, ({ client, kind, key }) => `${client}\n${kind}\n${key}`);
  return [
    ...wrap(head, frame.width),
    ...[...records.values()].flatMap((lines) => recordLines(lines, timeZone, frame)),
    ...(more === 0 ? [] : ["", `and ${plural(more, "more fact")}: name a client or a kind`]),
  ];
}

function placeWords({ number, name, at, entry }: PlaceView, zone: string): string {
  const when = `${full(at, zone, 0)}, entry ${entry}`;
  if (number === null) return name === "now" ? "now" : `${name} (${when})`;
  return `${name === "" ? `snapshot ${number}` : `"${name}"`} (${when})`;
}

function countWords({ counts }: DiffView): string {
  const { added, changed, retracted, besides, confirmed, passages, withdrawn, forgotten } = counts;
  const parts = [
    [added, `${added} added`],
    [changed, `${changed} changed`],
    [retracted, `${retracted} taken back`],
    [confirmed, `${confirmed} said again`],
    [besides, `${besides} noted beside what holds`],
    [passages, `${plural(passages, "passage")} kept`],
    [withdrawn, `${plural(withdrawn, "passage")} withdrawn`],
    [forgotten, `${plural(forgotten, "record")} of forgotten clients`],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([, words]) => words);
  return said.length === 0 ? "nothing was recorded" : said.join(", ");
}

function recordLines(lines: readonly DiffLine[], zone: string, frame: Frame): string[] {
  const [first] = lines;
  if (first === undefined) return [];
  const { client, kind, title, key } = first;
  const called = [client === "" ? "the company itself" : client, kind, title];
  const name = called.filter((part, n) => part !== "" && called.indexOf(part) === n).join(" · ");
  return [
    "",
    ...headingLines(name, key, frame),
    ...lines.flatMap((line) => [
      ...hang(`  ${signs[line.how]} ${line.field}  `, changeWords(line), frame.width),
      ...hang(
        "      ",
        `${line.by}, ${full(line.at, zone, 0)} · entry ${line.entry}`,
        frame.width,
      ).map((each) => frame.paint.faint(each)),
    ]),
  ];
}

function changeWords(line: DiffLine): string {
  const { how, hidden } = line;
  if (hidden.length > 0) return hiddenWords[how];
  const { before, after } = line;
  switch (how) {
    case "added":
      return told(after);
    case "changed":
      return `${told(before)} → ${told(after)}`;
    case "retracted":
      return `${told(before)} → nothing is known`;
    case "confirmed":
      return `${told(after)}, said again`;
    case "besides":
      return after === null
        ? "about another time"
        : `${told(after)}, as before; noted of another time, or on other grounds`;
  }
}

const hiddenWords: Record<DiffLine["how"], string> = {
  added: keptBack,
  changed: keptBack,
  retracted: `${keptBack} → nothing is known`,
  confirmed: `${keptBack}, said again`,
  besides: `${keptBack}; noted of another time, or on other grounds`,
};
