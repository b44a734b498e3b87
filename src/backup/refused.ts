/** An expected no of a backup or a restore: nothing was changed. The message names the remedy. */
export class BackupRefused extends Error {
  override readonly name = "BackupRefused";
  /** Stable: "backup_not_set_up", "identity_wrong", "backup_damaged". */
  readonly code: string;
  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** Stored bytes of a backup that are not what its manifest says; `what` is told alone in lists. */
class BackupSpoilt extends BackupRefused {
  readonly what: string;
  constructor(what: string, cause?: unknown) {
    super(
      "backup_damaged",
      `Cannot use the backup: ${what}; take an older snapshot with --snapshot as "mainstay backup list" names them, or another copy of the backup folder`,
      cause,
    );
    this.what = what;
  }
}

export function damaged(what: string, cause?: unknown): BackupRefused {
  return new BackupSpoilt(what, cause);
}

/** Of anything that was thrown while a part of a backup was read. */
export function whatOf(error: unknown): string {
  if (error instanceof BackupSpoilt) return error.what;
  return error instanceof Error ? error.message : String(error);
}
