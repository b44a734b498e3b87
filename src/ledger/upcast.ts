import type { JsonObject } from "../value/json.ts";
import type { Labelled } from "../value/label.ts";
import type { Recorded } from "./event.ts";

/**
 * Old shapes are brought up to date when they are read; stored bytes are never rewritten.
 *
 * UP1 The step at `n` turns shape `n` into shape `n + 1`; steps run in order up to the current shape.
 * UP2 A shape newer than this program knows, or a missing step, is thrown: never guessed.
 * UP3 A step is pure, and accepts values that were forgotten.
 */
type Shape = { data: JsonObject; values: Readonly<Record<string, Labelled>> };
type Upcast = (old: Shape) => Shape;

/** Event type → shape version → the step to the next one. */
export type Upcasts = Readonly<Record<string, Readonly<Record<number, Upcast>>>>;

export function upcast(
  event: Recorded,
  upcasts: Upcasts,
  schemaOf: (type: string) => number,
): Recorded {
  const current = schemaOf(event.type);
  if (event.schema === current) return event;
  if (event.schema > current) {
    throw new Error(
      `Cannot read event ${event.seq}: "${event.type}" has shape ${event.schema}, this program knows ${current}; use the newer Mainstay that wrote it`,
    );
  }
  let shape: Shape = { data: event.data, values: event.values };
  for (let version = event.schema; version < current; version += 1) {
    const step = upcasts[event.type]?.[version];
    if (step === undefined) {
      throw new Error(
        `Cannot read event ${event.seq}: nothing turns shape ${version} of "${event.type}" into ${version + 1}`,
      );
    }
    shape = step(shape);
  }
  return { ...event, schema: current, data: shape.data, values: shape.values };
}
