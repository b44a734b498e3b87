import type { Remembered } from "../../api/contract/memory.ts";
import type { Frame } from "./frame.ts";
import { hang, wrap } from "./layout.ts";
import { plural } from "./words.ts";

export type RememberedView = Remembered & { file: string; rehearsed: boolean };

const most = 20;

/** What was kept or would be, and each line that was not, with its reason. */
export function rememberedLines(view: RememberedView, frame: Frame): string[] {
  const { kept, known, refused, rehearsed } = view;
  const verb = rehearsed ? "Would keep" : "Kept";
  const again = known === 0 ? "" : `; ${plural(known, "passage")} known already`;
  const lines = wrap(`${verb} ${plural(kept, "passage")}${again}`, frame.width);
  if (refused.length === 0) return lines;
  const told = refused
    .slice(0, most)
    .flatMap(({ line, reason }) => hang(`  line ${line}: `, reason, frame.width));
  const more = refused.length > most ? [`  and ${refused.length - most} more`] : [];
  return [
    ...lines,
    frame.paint.bad(`Not kept: ${plural(refused.length, "line")}`),
    ...told,
    ...more,
  ];
}
