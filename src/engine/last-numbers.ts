import type { Control } from "../kernel/control.ts";
import type { Series } from "../kernel/series.ts";
import { isInDataFolder } from "./effect/past.ts";
import type { Office } from "./office.ts";
import { seriesOf } from "./streams.ts";

/** `last`: null where none is known. */
export type LastNumber = { connector: string; series: string; last: string | null };

/**
 * Numbers that may come again: where the books came back with the data folder, those that were used
 * since are on record nowhere (PA3). Only the operator knows the last one.
 */
export async function lastNumbers(
  office: Pick<Office, "connectors" | "settings">,
  { takeover }: Pick<Control, "takeover">,
  read: (stream: ReturnType<typeof seriesOf>) => Promise<Series>,
  now: number,
): Promise<LastNumber[]> {
  if (takeover === null || takeover.outsideKept === true) return [];
  const found: LastNumber[] = [];
  for (const [connector, { actions }] of office.connectors) {
    if (!isInDataFolder(office, connector)) continue;
    // Two actions may share a series.
    const all = Object.values(actions).flatMap(({ series }) =>
      series === undefined
        ? []
        : (series.names?.(now) ?? [series.name({}, now)]).map((name) => [name, series] as const),
    );
    for (const [name, series] of new Map(all)) {
      const { last, open } = await read(seriesOf(connector, name));
      // Books that cannot be read yet say nothing; no number is taken before they can.
      const inBooks = await series.highest(name).catch(() => 0);
      const highest = Math.max(last, open?.n ?? 0, inBooks);
      found.push({
        connector,
        series: name,
        last: highest === 0 ? null : series.text(name, highest),
      });
    }
  }
  return found;
}
