/**
 * What connectors keep in the data folder: books, letters, what the bank gave. It goes into the backup
 * as it is found; where else it lies is its owner's to back up.
 */
export type OutsideFile = { path: string; read: () => Promise<Uint8Array> };

/** A path of a backup names a file below the folder it is restored into, whoever wrote it. */
export function staysBelow(path: string): boolean {
  const parts = path.split("/");
  return (
    path !== "" && !path.includes("\\") && parts.every((part) => !["", ".", ".."].includes(part))
  );
}
