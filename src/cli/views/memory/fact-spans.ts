import type { FactHistory } from "../../../api/contract/facts.ts";
import { saidWords } from "./facts.ts";
import type { Frame } from "../frame.ts";
import { hang, wrap } from "../layout.ts";
import { full } from "../when.ts";

/** Each version with the time that it speaks for, and the time for which it was what was known. */
export function spanLines(view: FactHistory, frame: Frame): string[] {
  const { client, kind, field, versions, timeZone } = view;
  const name = `${kind}.${field}${client === "" ? "" : ` of ${client}`}`;
  if (versions.length === 0) return wrap(`Nothing was ever on record of ${name}`, frame.width);
  const time = (from: number, to: number | null, open: string): string =>
    `${full(from, timeZone, 0)} – ${to === null ? open : full(to, timeZone, 0)}`;
  return [
    frame.paint.strong(name),
    ...versions.flatMap((each) => [
      ...hang(`${each.version}  `, saidWords(each, timeZone), frame.width),
      ...hang("   holds  ", time(each.validFrom, each.heldTo, "…"), frame.width),
      ...hang("   known  ", time(each.recordedAt, each.knownTo, "now"), frame.width),
      ...hang("   ", `${each.by}: ${each.reason} · entry ${each.source}`, frame.width).map((line) =>
        frame.paint.faint(line),
      ),
    ]),
  ];
}
