import type { EditLine } from "../../api/contract/history.ts";
import type { Frame } from "./frame.ts";
import { diffLines } from "./item.ts";
import { hang } from "./layout.ts";
import { near } from "./when.ts";
import { job } from "./words.ts";

/** Each of her changes under the job that it was made in, the newest first. */
export function editLines(
  view: { edits: readonly EditLine[]; now: number; timeZone: string },
  frame: Frame,
): string[] {
  if (view.edits.length === 0) return ["You changed no draft yet"];
  return view.edits.flatMap(({ at, process, client, run, changes }) => [
    ...hang(
      `${near(at, view.now, view.timeZone)}  `,
      `${job(process, client)} · ${run}`,
      frame.width,
    ),
    ...(changes.length === 0 ? ["   its client was forgotten"] : diffLines(changes, frame)),
  ]);
}
