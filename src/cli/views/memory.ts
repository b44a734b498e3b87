import type { Learnt } from "../../api/contract/facts.ts";
import type { Remembered } from "../../api/contract/memory.ts";
import type { Frame } from "./frame.ts";
import { hang, wrap } from "./layout.ts";
import { plural } from "./words.ts";

export type RememberedView = Remembered & { file: string; rehearsed: boolean };

export type LearntView = Learnt & { file: string; rehearsed: boolean };

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
  return [...wrap(parts.join("; "), frame.width), ...open, ...refusedLines(view.refused, frame)];
}

/** What was kept or would be, and each line that was not, with its reason. */
export function rememberedLines(view: RememberedView, frame: Frame): string[] {
  const { kept, known, refused, rehearsed } = view;
  const verb = rehearsed ? "Would keep" : "Kept";
  const again = known === 0 ? "" : `; ${plural(known, "passage")} known already`;
  const lines = wrap(`${verb} ${plural(kept, "passage")}${again}`, frame.width);
  return [...lines, ...refusedLines(refused, frame)];
}

function refusedLines(refused: Remembered["refused"], frame: Frame): string[] {
  if (refused.length === 0) return [];
  const told = refused
    .slice(0, most)
    .flatMap(({ line, reason }) => hang(`  line ${line}: `, reason, frame.width));
  const more = refused.length > most ? [`  and ${refused.length - most} more`] : [];
  return [frame.paint.bad(`Not kept: ${plural(refused.length, "line")}`), ...told, ...more];
}
