import type { Place } from "./place.ts";

/** `names`: none for all. `only`: a part of the name; null for any. */
export type TestOptions = { place: Place; names: string[]; only: string | null; verbose: boolean };

/** Scenarios as they are run. Times in stories are those of their virtual clock. */
export type TestEvent =
  | { kind: "none"; folder: string }
  | { kind: "begun"; scenarios: number; of: number; timeZone: string; locale: string }
  | {
      kind: "scenario";
      name: string;
      purpose: string;
      file: string;
      tookMs: number;
      /** What is not as expected, with the line of the file that says so; empty where it passed. */
      problems: { line: number; message: string; expected: string; found: string }[];
      /** What happened; told of one that failed, or when asked for. */
      story: { at: number; verb: string; client: string; line: string }[];
    }
  | { kind: "ended"; passed: number; failed: number; tookMs: number };
