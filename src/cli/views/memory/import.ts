import type { Learnt } from "../../../api/contract/facts.ts";
import type { Remembered } from "../../../api/contract/memory.ts";
import type { ExportedView, NotKept } from "../../deps/brought.ts";
import type { Frame } from "../frame.ts";
import { hang, wrap } from "../layout.ts";
import { plural } from "../words.ts";

type Brought = {
  file: string;
  rehearsed: boolean;
  /** How many were not kept, and the first of them. */
  notKept: number;
  refused: NotKept[];
};

export type RememberedView = Omit<Remembered, "refused"> &
  Brought & {
    /** Why they are found by their words alone as yet; null where they are not. */
    wordsOnly: string | null;
  };

export type LearntView = Omit<Learnt, "refused"> & Brought;

const most = 20;

/** What was learned, and what waits for her word. */
export function learntLines(view: LearntView, frame: Frame): string[] {
  const { recorded, confirmed, disputed, asked, rehearsed } = view;
  const verb = rehearsed ? "Would record" : "Recorded";
  const parts = [
    `${verb} ${plural(recorded, "fact")}`,
    ...(confirmed === 0 ? [] : [`${plural(confirmed, "fact")} said again`]),
    ...(asked === 0 ? [] : [`of ${plural(asked, "fact")} you were asked before`]),
  ];
  const open =
    disputed === 0
      ? []
      : wrap(
          `${disputed === 1 ? "1 fact contradicts" : `${disputed} facts contradict`} what is on record${rehearsed ? "" : `: ${frame.typed("conflicts")}`}`,
          frame.width,
        );
  const passed =
    view.dropped.length === 0
      ? []
      : wrap(`Passed over, for they have no place here: ${view.dropped.join(", ")}`, frame.width);
  return [...wrap(parts.join("; "), frame.width), ...open, ...passed, ...refusedLines(view, frame)];
}

/** What was kept or would be, and each line that was not, with its reason. */
export function rememberedLines(view: RememberedView, frame: Frame): string[] {
  const { kept, known, rehearsed, whose } = view;
  const verb = rehearsed ? "Would keep" : "Kept";
  const again = known === 0 ? "" : `; ${plural(known, "passage")} known already`;
  const isNew = whose?.isNew === true ? ", a new client: nobody was called so" : "";
  const of = whose === null ? "" : ` of ${whose.name}${isNew}`;
  const lines = wrap(`${verb} ${plural(kept, "passage")}${of}${again}`, frame.width);
  return [...lines, ...wordsOnlyLines(view.wordsOnly, frame), ...refusedLines(view, frame)];
}

export function readyLines(
  { made, failed }: { made: number; failed: string | null },
  frame: Frame,
): string[] {
  return [
    ...wrap(`Made ready: ${plural(made, "passage")}`, frame.width),
    ...wordsOnlyLines(failed, frame),
  ];
}

function wordsOnlyLines(why: string | null, frame: Frame): string[] {
  if (why === null) return [];
  return wrap(
    `Found by words alone until it is mended: ${why}; then: ${frame.typed("memory index")}`,
    frame.width,
  );
}

export function exportedLines(view: ExportedView, frame: Frame): string[] {
  const { folder, files, items, left } = view;
  const rest = left === 0 ? "" : `; ${left} that this format has no place for are not among them`;
  return wrap(
    `Wrote ${plural(items, "item")} into ${plural(files, "file")} in ${folder}${rest}`,
    frame.width,
  );
}

function refusedLines({ notKept, refused }: Brought, frame: Frame): string[] {
  if (notKept === 0) return [];
  const told = refused
    .slice(0, most)
    .flatMap(({ line, where, reason }) =>
      where === undefined
        ? hang(`  line ${line}: `, reason, frame.width)
        : hang("  ", `${where}: ${reason}`, frame.width),
    );
  const more = notKept > most ? [`  and ${notKept - most} more; --json tells 1,000 of them`] : [];
  const what = refused.some(({ where }) => where !== undefined) ? "part" : "line";
  return [frame.paint.bad(`Not kept: ${plural(notKept, what)}`), ...told, ...more];
}
