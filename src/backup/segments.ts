import type { EventStore, StoredEvent } from "../ledger/store.ts";
import { inlineBytes } from "../store/sqlite/rows/values.ts";
import { ofBytes } from "../value/digest.ts";
import type { Frame } from "./frames.ts";
import type { Segment } from "./manifest.ts";

/**
 * Events in segments: raw bytes with the values that they name.
 *
 * SG1 A segment is named by every later snapshot as it is. One that is small is written again only
 *     together with at least as many events that came since: segments stay few, and what is new is
 *     all that is written but for a few doublings.
 * SG2 Values that were dropped since do not stay in it: then it is written again. They are counted where
 *     somebody was forgotten since, for a day: by then what a crash left of a forgetting is done; and
 *     where content was removed by itself since.
 * SG3 A large value is named by its digest; its bytes are among the blobs.
 */
export type Range = { from: number; to: number };

/** What a segment or pack holds at least before it is left alone, before compression. */
export const fullBytes = 8 << 20;
const pageSize = 500;

/** SG1. `isWhole`: whether a segment is there, unchanged, and no value was dropped of what is in it (SG2). */
export async function plan(
  before: readonly Segment[],
  events: number,
  isWhole: (segment: Segment) => Promise<boolean>,
): Promise<{ reused: Segment[]; ranges: Range[] }> {
  const row = inOrder(before, events);
  const staying = row.slice(0, stayingOf(row, events));
  const reused: Segment[] = [];
  const ranges: Range[] = [];
  const write = (from: number, to: number): void => {
    const last = ranges.at(-1);
    if (last?.to === from - 1) last.to = to;
    else ranges.push({ from, to });
  };
  for (const segment of staying) {
    if (await isWhole(segment)) reused.push(segment);
    else write(segment.from, segment.to);
  }
  const next = (staying.at(-1)?.to ?? 0) + 1;
  if (next <= events) write(next, events);
  return { reused, ranges };
}

/** What does not follow on each other is not built upon. */
function inOrder(before: readonly Segment[], events: number): Segment[] {
  const row: Segment[] = [];
  for (const segment of before) {
    if (segment.from !== (row.at(-1)?.to ?? 0) + 1 || segment.to > events) break;
    row.push(segment);
  }
  return row;
}

/** How many of them stay: the last go, as long as they are small and no longer than what follows. */
function stayingOf(row: readonly Segment[], events: number): number {
  const last = row.findLastIndex(
    ({ raw, from, to }) => raw >= fullBytes || to - from + 1 > events - to,
  );
  return last + 1;
}

export async function countValues(store: EventStore, range: Range): Promise<number> {
  let values = 0;
  for await (const event of eventsIn(store, range)) values += event.values.length;
  return values;
}

export async function* eventsIn(
  store: EventStore,
  { from, to }: Range,
): AsyncGenerator<StoredEvent> {
  for (let seq = from; seq <= to;) {
    const events = await store.readFrom(seq, Math.min(pageSize, to - seq + 1));
    yield* events;
    seq += events.length;
    if (events.length === 0) throw new Error(`Cannot back up event ${seq}: it is not there`);
  }
}

export function frameOf({ seq, stream, version, bytes, values }: StoredEvent): Frame {
  const named = values.map(({ name, bytes: value }) =>
    value.byteLength > inlineBytes ? { name, blob: ofBytes(value) } : { name },
  );
  const inline = values.filter(({ bytes: value }) => value.byteLength <= inlineBytes);
  return {
    head: { seq, stream, version, values: named },
    parts: [bytes, ...inline.map(({ bytes: value }) => value)],
  };
}
