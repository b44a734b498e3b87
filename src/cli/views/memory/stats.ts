import type { MemoryStats } from "../../../api/contract/memory.ts";
import { amount } from "../amount.ts";
import type { Frame } from "../frame.ts";
import { padLeft, table, wrap } from "../layout.ts";
import { size } from "../size.ts";
import { plural } from "../words.ts";

/** How much is remembered, by kind; what is not fresh, and what waits. */
export function statsLines(view: MemoryStats, frame: Frame): string[] {
  const { passages, unread, kinds, conflicts, tiers, currency, locale } = view;
  const { embedder, vectorBytes, withheld } = view;
  const vectors =
    unread === 0
      ? ""
      : `, ${unread.toLocaleString("en")} of them found by words alone; to find them by meaning, too${embedder.failed === null ? "" : ", once what fails is mended"}: ${frame.typed("memory index")}`;
  return [
    ...wrap(`${plural(passages, "passage")} said${vectors}`, frame.width),
    ...wrap(
      `Meaning is by ${embedder.id}: ${embedder.dimensions} numbers each${vectorBytes === 0 ? "" : `, ${size(vectorBytes)} in all`}`,
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
      : wrap(`It fails: ${embedder.failed}`, frame.width).map((line) => frame.paint.bad(line))),
    "",
    ...kindLines(kinds, frame),
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

const heads = ["records", "facts", "not fresh"];

function kindLines(kinds: MemoryStats["kinds"], frame: Frame): string[] {
  const rows = kinds.map(({ kind, records, facts, stale }) => [
    kind,
    ...[records, facts, stale].map((n, i) =>
      padLeft(n.toLocaleString("en"), heads[i]?.length ?? 0),
    ),
  ]);
  const [head = "", ...lines] = table([["Kind", ...heads], ...rows], frame.width, { most: 24 });
  return [frame.paint.strong(head), ...lines];
}
