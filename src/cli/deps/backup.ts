import type { LastNumber } from "../../api/contract/status.ts";
import type { Place, Progress } from "./place.ts";

export type BackupDeps = {
  init: (
    place: Place,
    how: { to: string | null; recipient: string | null },
  ) => Promise<BackupInitView>;
  now: (place: Place, how: { to: string | null }, progress: Progress) => Promise<BackupView>;
  list: (place: Place, how: { from: string | null }) => Promise<BackupList>;
  verify: (place: Place, how: WhichBackup, progress: Progress) => Promise<VerifyBackupView>;
  prune: (place: Place, how: { from: string | null; plan: boolean }) => Promise<PruneView>;
  restore: (place: Place, how: RestoreOptions, progress: Progress) => Promise<RestoreView>;
};

export type BackupInitView = {
  folder: string;
  recipient: string;
  /** Key by which a restore knows that a backup is hers. */
  signer: string;
  /** Text of the identity file, told this once; null where she brought her own recipient. */
  identity: string | null;
  /** Time of the daily backup. */
  at: string;
};

export type BackupView = {
  id: string;
  at: number;
  folder: string;
  events: number;
  values: number;
  blobs: number;
  /** What connectors keep in the data folder: books, letters. */
  files: number;
  keys: number;
  /** Keys that are here and not in it: the backup folder says that their clients were forgotten. */
  leftOut: number;
  /** What was not in an earlier backup. */
  writtenBytes: number;
  /** Older backups that were thinned out, and files that nobody needs any more. */
  dropped: number;
  swept: number;
  /** Older backups and copies of the keys that would have gone, had the clock been certain. */
  held: number;
  tookMs: number;
};

export type BackupLine = { id: string; at: number; events: number; epoch: number; bytes: number };

export type BackupList = {
  folder: string;
  snapshots: BackupLine[];
  /** Who signs them, as the data folder knows it: a restore elsewhere asks for it. */
  signer: string | null;
  /** What cannot be used: which file, and what is wrong with it. */
  spoilt: string[];
  /** When each copy of the keys was made. */
  keys: { at: number; keptUntil: number }[];
};

export type VerifyBackupView = {
  id: string;
  at: number;
  folder: string;
  objects: number;
  bytes: number;
  /** What was found wrong; empty when it is sound. */
  amiss: string[];
  /** By whose signature it was taken; null where nobody vouches for it. */
  signer: string | null;
  /** Null where no identity was given: then only that all is there and unchanged was checked. */
  restored: RestoredItems | null;
};

export type Compared = "equal" | "another version" | "none kept" | "forgotten since" | "keys lost";

/** The copy of the keys that was taken in the place of newer ones that are spoilt. */
export type OlderKeys = {
  at: number;
  /** What is wrong with each of the newer ones. */
  spoilt: string[];
  /** Clients whose keys only those held, by their ids: their names are lost with them. */
  lost: string[];
};

export type RestoredItems = {
  events: number;
  values: number;
  forgottenValues: number;
  blobs: number;
  keys: number;
  /** What connectors kept in the data folder: books, letters. */
  files: number;
  /** What is derived from the history: compared with what stood there, or why that cannot be. */
  projections: Compared;
  /** Null where the newest copy of the keys was whole. */
  olderKeys: OlderKeys | null;
};

export type PruneView = {
  folder: string;
  plan: boolean;
  keep: string[];
  drop: string[];
  dropKeys: string[];
  swept: number;
};

export type WhichBackup = {
  from: string | null;
  snapshot: string | null;
  /** Path of the identity file; null: MAINSTAY_BACKUP_IDENTITY. */
  identity: string | null;
  /** The key that must have signed it; null: as the identity file or the data folder says. */
  signer: string | null;
  /** Whoever made it: no signature is looked at. */
  unsigned: boolean;
};

export type RestoreOptions = WhichBackup & {
  forgotten: string | null;
  /** Goes on without clients whose keys are lost; else that is refused. */
  keysLost: boolean;
  /** Moves what stands in the data folder out of the way. */
  aside: boolean;
};

export type RestoreView = {
  data: string;
  id: string;
  /** When the backup was taken. */
  at: number;
  epoch: number;
  /** By whose signature it was taken; null where nobody vouches for it. */
  signer: string | null;
  items: RestoredItems;
  /** Clients on the forgotten-list, all of them without a key now. */
  forgotten: number;
  /** Series whose numbers may come again. */
  numbers: LastNumber[];
  /** Where what stood in the data folder lies now. */
  aside: string | null;
};
