import * as series from "../../kernel/series.ts";
import type { Turn } from "../turn.ts";
import type { Office } from "../office.ts";
import { seriesOf } from "../streams.ts";

type Spec = {
  connector: string;
  name: string;
  text: (n: number) => string;
  /** By the books and their settings; 0 where they cannot be read now. */
  highest: () => Promise<number>;
};

/**
 * The series go on behind numbers that were used before these books began (SE3): each is noted as used,
 * up to the highest. Answers that and the number that comes next; null where nothing changes, for the
 * ledger or the books go on behind a higher one by themselves.
 */
export function goOnBehind(
  turn: Turn,
  office: Office,
  numbers: readonly string[],
): { last: string; next: string } | null {
  let behind: { last: string; next: string } | null = null;
  for (const spec of specs(office, turn.at)) {
    const highest = Math.max(0, ...numbers.map((number) => positionIn(spec, number)));
    const stream = seriesOf(spec.connector, spec.name);
    const state = turn.get(stream);
    const inBooks = turn.ask(stream.name, spec.highest);
    if (highest <= Math.max(state.last, inBooks) || state.open !== null) continue;
    const decision = series.allot(state, token, highest - 1);
    if (!decision.ok) continue;
    const allotted = turn.emit(stream, ...decision.events);
    const settled = series.close(allotted, token, true);
    if (settled.ok) turn.emit(stream, ...settled.events);
    behind = { last: spec.text(highest), next: spec.text(highest + 1) };
  }
  return behind;
}

/** Stands for the act that took the numbers, which nobody here performed. */
const token = "taken over";

/** The series that acts may take their numbers from today. */
function specs({ connectors }: Office, at: number): Spec[] {
  return [...connectors].flatMap(([connector, { actions }]) =>
    Object.values(actions).flatMap(({ series: spec }) =>
      (spec?.names?.(at) ?? []).map((name) => ({
        connector,
        name,
        text: (n: number) => spec?.text(name, n) ?? "",
        highest: async () => (await spec?.highest(name).catch(() => 0)) ?? 0,
      })),
    ),
  );
}

/** Which of the series a number is; 0 if it is none. */
function positionIn({ text }: Spec, number: string): number {
  const digits = /\d{1,9}$/.exec(number)?.[0] ?? "";
  // Behind a year without a mark between, some of the digits are the year's.
  for (let from = 0; from < digits.length; from += 1) {
    const n = Number(digits.slice(from));
    if (n > 0 && text(n) === number) return n;
  }
  return 0;
}
