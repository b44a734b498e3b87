import type { EventStore, StoredEvent } from "../ledger/store.ts";
import { inlineBytes } from "../store/sqlite/rows/values.ts";
import { ofBytes } from "../value/digest.ts";
import type { Frame } from "./frames.ts";
import type { Segment } from "./manifest.ts";

/**
 * Events in segments: raw bytes with the values that they name.
 *
 * SG1 A full segment is written once and named by every later snapshot; the last one, as long as it
 *     is small, is written again with what came since.
 * SG2 Values that were dropped since do not stay in it: then it is written again.
 * SG3 A large value is named by its digest; its bytes are among the blobs.
 */
export type Range = { from: number; to: number };

/** What a segment or pack holds at least before it is left alone, before compression. */
export const fullBytes = 8 << 20;
const pageSize = 500;

/** SG1, SG2. `valuesIn` is asked only where a subject was forgotten since. */
export async function plan(
  before: readonly Segment[],
  events: number,
  forgotten: number,
  valuesIn: (range: Range) => Promise<number>,
): Promise<{ reused: Segment[]; ranges: Range[] }> {
  const reused: Segment[] = [];
  const ranges: Range[] = [];
  let next = 1;
  const write = (to: number): void => {
    const last = ranges.at(-1);
    if (last !== undefined && last.to === next - 1) last.to = to;
    else ranges.push({ from: next, to });
  };
  for (const segment of before) {
    if (segment.from !== next || segment.to > events) break;
    const whole = segment.forgotten === forgotten || (await valuesIn(segment)) === segment.values;
    if (segment.raw >= fullBytes && whole) reused.push(segment);
    else write(segment.to);
    next = segment.to + 1;
  }
  if (next <= events) write(events);
  return { reused, ranges };
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
