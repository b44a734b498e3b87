/**
 * Whether a file has rested: one that is being written bears the file system's present as its time.
 * Measured by the machine's own clock, never the company's, which on the tour stands elsewhere; a
 * time clearly ahead of it was set by hand or by another machine, and rests too.
 */
export function settled(mtimeMs: number, fileNow: number, restMs: number): boolean {
  return Math.abs(fileNow - mtimeMs) >= restMs;
}
