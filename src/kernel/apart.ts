import type { Heard } from "./event.ts";

/**
 * A call to a model that belongs to no run: a probe, by request of the operator, to see whether a tier
 * answers; or one that gives vectors to passages, or to a question about them, on another computer. It is
 * paid like any call (ST7).
 *
 * AC1 One whose end was not recorded settles at its bound when the next begins.
 */
type Begun = { call: string; tier: string; model: string; boundMicros: number };
type Done = { call: string; tier: string; costMicros: number; estimated: boolean } & Heard;

/** Who was told what: passages by the entries that kept them, and whose they are or the question is. */
export type Disclosed = { to: string; entries: number[]; clients: string[] };

export type ApartEvent =
  | { type: "probe.started"; data: Begun }
  | { type: "embedding.started"; data: Begun & Disclosed }
  | { type: "probe.ended" | "embedding.ended"; data: Done };

export type Started = Extract<ApartEvent, { type: "probe.started" | "embedding.started" }>;

/** Those under way, or whose process died, by call. */
export type Apart = Readonly<Record<string, Open>>;
export type Open = { tier: string; boundMicros: number; at: number };

export const initial: Apart = {};

export function evolve(open: Apart, event: ApartEvent & { at: number }): Apart {
  const { call } = event.data;
  if (event.type === "probe.started" || event.type === "embedding.started") {
    const { tier, boundMicros } = event.data;
    return { ...open, [call]: { tier, boundMicros, at: event.at } };
  }
  const { [call]: _, ...others } = open;
  return others;
}
