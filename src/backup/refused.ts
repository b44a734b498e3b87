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

/** Stored bytes of a backup that are not what its manifest says. */
export function damaged(what: string, cause?: unknown): BackupRefused {
  return new BackupRefused(
    "backup_damaged",
    `Cannot use the backup: ${what}; take an older snapshot with --snapshot as "mainstay backup list" names them, or another copy of the backup folder`,
    cause,
  );
}
