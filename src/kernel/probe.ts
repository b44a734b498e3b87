import type { Heard } from "./event.ts";

/**
 * A tiny call to a tier's model to see whether it answers, by request of the operator. It belongs to
 * no run, and is paid like any call (ST7).
 *
 * PB1 A probe whose end was not recorded settles at its bound when the next one begins.
 */
export type ProbeEvent =
  | {
      type: "probe.started";
      data: { call: string; tier: string; model: string; boundMicros: number };
    }
  | {
      type: "probe.ended";
      data: { call: string; tier: string; costMicros: number; estimated: boolean } & Heard;
    };

/** Those under way, or whose process died, by call. */
export type Probes = Readonly<Record<string, Probe>>;
export type Probe = { tier: string; boundMicros: number; at: number };

export const initial: Probes = {};

export function evolve(probes: Probes, event: ProbeEvent & { at: number }): Probes {
  const { call } = event.data;
  if (event.type === "probe.started") {
    const { tier, boundMicros } = event.data;
    return { ...probes, [call]: { tier, boundMicros, at: event.at } };
  }
  const { [call]: _, ...others } = probes;
  return others;
}
