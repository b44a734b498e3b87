import type { MemoryStats } from "../../../api/contract/memory.ts";
import { amount } from "../amount.ts";
import type { Frame } from "../frame.ts";
import { pad, padLeft, wrap } from "../layout.ts";
import { plural } from "../words.ts";

/** How much is remembered, by kind; what is not fresh, and what waits. */
export function statsLines(view: MemoryStats, frame: Frame): string[] {
  const { passages, unread, kinds, conflicts, tiers, currency, locale } = view;
  const { embedder, vectorBytes, withheld } = view;
  const names = Math.max(4, ...kinds.map(({ kind }) => kind.length));
  const n = (count: number) => padLeft(count.toLocaleString("en"), 9);
  const vectors =
    unread === 0
      ? ""
      : `, ${unread.toLocaleString("en")} of them found by words alone: ${frame.typed("memory index")}`;
  return [
    ...wrap(`${plural(passages, "passage")} said${vectors}`, frame.width),
    ...wrap(
      `Meaning is by ${embedder.id}: ${embedder.dimensions} numbers each, ${(vectorBytes / 1e6).toFixed(1)} MB in all`,
      frame.width,
    ),
    ...(embedder.sendsTo === null
      ? []
      : wrap(
          `What clients said, and what you ask about it, is sent to ${embedder.sendsTo}${withheld === 0 ? "" : `; ${plural(withheld, "secret passage")} ${withheld === 1 ? "is" : "are"} not`}`,
          frame.width,
        )),
    ...(embedder.failed === null
      ? []
      : wrap(`It failed the last time: ${embedder.failed}`, frame.width).map((line) =>
          frame.paint.bad(line),
        )),
    "",
    frame.paint.strong(
      `${pad("Kind", names)}${padLeft("records", 9)}${padLeft("facts", 9)}${padLeft("not fresh", 11)}`,
    ),
    ...kinds.map(
      ({ kind, records, facts, stale }) =>
        `${pad(kind, names)}${n(records)}${n(facts)}${padLeft(stale.toLocaleString("en"), 11)}`,
    ),
    ...(conflicts === 0
      ? []
      : [
          "",
          ...wrap(
            `${plural(conflicts, "fact")} contradicted: ${frame.typed("conflicts")}`,
            frame.width,
          ),
        ]),
    ...(tiers.length === 0 ? [] : [""]),
    ...tiers.map(
      ({ tier, calls, micros }) =>
        `${tier}: ${plural(calls, "call")}, ${amount(micros, currency, locale)}`,
    ),
  ];
}
