import type { MonthReport } from "../../api/contract/report.ts";
import type { Place } from "./place.ts";

export type TourOptions = { place: Place };

/** The tour as it happens. Times are those of its virtual clock. */
export type TourEvent =
  | {
      kind: "opened";
      company: string;
      timeZone: string;
      locale: string;
      folder: string;
      /** Models that draft, by name. An example asks none beyond this computer. */
      models: string[];
      /** True if an interrupted tour goes on. */
      resumed: boolean;
      /** True if it was played to its end before: only what it left is told. */
      finished: boolean;
    }
  /** `verb`: came, drafted, asked, you, did, sent, held, waiting, undid, stays, unsure, failed. */
  | { kind: "entry"; at: number; verb: string; client: string; line: string }
  | {
      kind: "ended";
      at: number;
      /** What she can open: { label: "invoice 2026-011", path }. */
      artifacts: { label: string; path: string }[];
      /** Of the month in which the tour began. */
      report: MonthReport;
      waiting: number;
      spentMicros: number;
      currency: string;
    };
