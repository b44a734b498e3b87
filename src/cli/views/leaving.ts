import type { Inbox } from "../../api/contract/inbox.ts";
import type { Frame } from "./frame.ts";
import { hang, padLeft } from "./layout.ts";
import { plural } from "./words.ts";

const shown = 5;

/** What leaves by itself in a moment, and how to take it back. */
export function leavingLines({ leaving, now }: Inbox, frame: Frame): string[] {
  if (leaving.length === 0) return [];
  const how = frame.keys ? "  [u] hold" : "";
  const rest = leaving.length - shown;
  return [
    frame.paint.strong(`LEAVING${how}`),
    ...leaving.slice(0, shown).flatMap(({ number, client, line, leavesAt }) => {
      const whom = client === "" ? "" : `${client}: `;
      const text = `${whom}${line}, in ${secondsTo(leavesAt, now)}`;
      return hang(`${padLeft(`${number}`, 3)}  `, text, frame.width);
    }),
    ...(rest > 0 ? [`     and ${plural(rest, "more", "more")}`] : []),
    ...(frame.keys ? [] : [`     ${frame.typed(`hold ${leaving[0]?.number ?? ""}`)}`]),
  ];
}

function secondsTo(at: number, now: number): string {
  const seconds = Math.max(0, Math.ceil((at - now) / 1_000));
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
