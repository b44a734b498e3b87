import { accept, type Decision, refuse } from "./decision.ts";

/**
 * A number series has no gap and no repeat (EF9).
 *
 * SE1 One number is open at a time: allotted when the act is sent, settled when it applied.
 * SE2 "Not done" returns the number; an unknown outcome holds the series.
 * SE3 It resumes from the higher of ledger and books.
 */
export type Series = {
  readonly last: number;
  readonly open: { n: number; token: string } | null;
};

export type SeriesEvent =
  | { type: "series.allotted"; data: { n: number; token: string } }
  | { type: "series.settled" | "series.returned"; data: { token: string } };

export const initial: Series = { last: 0, open: null };

export function allot(series: Series, token: string, highest: number): Decision<SeriesEvent> {
  if (series.open !== null) {
    return refuse("series_busy", `Cannot take a number: ${series.open.n} is still open`);
  }
  const n = Math.max(series.last, highest) + 1;
  return accept<SeriesEvent>({ type: "series.allotted", data: { n, token } });
}

export function close(series: Series, token: string, applied: boolean): Decision<SeriesEvent> {
  if (series.open?.token !== token) return accept<SeriesEvent>();
  const type = applied ? "series.settled" : "series.returned";
  return accept<SeriesEvent>({ type, data: { token } });
}

export function evolve(series: Series, event: SeriesEvent): Series {
  switch (event.type) {
    case "series.allotted":
      return { ...series, open: event.data };
    case "series.settled":
      return { last: series.open?.n ?? series.last, open: null };
    case "series.returned":
      return { ...series, open: null };
  }
}
