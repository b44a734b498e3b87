import type { Place, Progress } from "./place.ts";

/** What the command line asks about proofs over the history. */
export type Proofs = {
  verify: (place: Place, options: VerifyOptions, progress: Progress) => Promise<VerifyView>;
  /** Signs what is recorded now; `out` also writes it there. */
  checkpoint: (place: Place, out: string | null) => Promise<CheckpointView>;
  prove: (place: Place, entry: number, out: string | null) => Promise<ProofView>;
  /** That the history of `to` entries, or of all, begins with that of `from`. */
  proveContinued: (
    place: Place,
    sizes: { from: number; to: number | null },
    out: string | null,
  ) => Promise<ContinuedProofView>;
  /** Needs neither a company nor its data. `kept`: a checkpoint that must be the older one of the proof. */
  check: (file: string, key: string, kept: string | null) => Promise<CheckView>;
};

export type VerifyOptions = {
  /** Files of checkpoints that were kept elsewhere. */
  checkpoints: string[];
  /** Keys to trust instead of the one in the data folder. */
  keys: string[];
};

export type VerifyView = {
  /** Nothing at all was found. */
  ok: boolean;
  /** Nothing was found in the history itself: at most beside it, as each finding says. */
  sound: boolean;
  /** When checkpoints were found missing that were signed before; null where none ever were. */
  missedAt: number | null;
  data: string;
  entries: number;
  values: { kept: number; gone: number };
  /** Some of what is gone is told so by the keys alone: the history follows at the next start. */
  listAhead: boolean;
  files: { count: number; bytes: number };
  trusted: { keys: string[]; named: boolean };
  /** From the smallest to the largest; `fits` is null where missing entries leave it open. */
  checkpoints: { file: string; size: number; kept: boolean; fits: boolean | null }[];
  findings: {
    kind: string;
    from: number | null;
    to: number | null;
    about: "history" | "derived" | "keys" | "signed";
    message: string;
    remedy?: string;
  }[];
  /** How many more there are than are told. */
  more: number;
};

export type CheckpointView = {
  note: string;
  key: string;
  size: number;
  file: string;
  out: string | null;
};

export type ProofView = {
  entry: number;
  size: number;
  key: string;
  proof: string;
  out: string | null;
};

export type ContinuedProofView = {
  from: number;
  to: number;
  key: string;
  proof: string;
  out: string | null;
};

/** Of one entry, or of two checkpoints. */
export type CheckView =
  | { entry: number; type: string; stream: string; at: number; size: number; key: string }
  | {
      from: number;
      to: number;
      /** Of either, in base64, as a checkpoint has it. */
      roots: { from: string; to: string };
      /** The checkpoint that the older one was compared with. */
      kept: string | null;
      key: string;
    };
