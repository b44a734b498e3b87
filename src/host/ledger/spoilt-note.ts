import path from "node:path";
import { Damaged } from "../../ledger/store.ts";

/**
 * A checkpoint that is spoilt in itself proves nothing, for or against the history.
 *
 * SP1 Whoever meets it says so, with one remedy: it gets another name in its folder. Without it the
 *     history is judged by the others, and where there is none, it is known that there was one.
 */
export function spoiltNote(file: string, reason: string): Damaged {
  return new Damaged(`Cannot read the checkpoint "${file}": ${reason}; ${setAside(file)}`);
}

export function setAside(file: string): string {
  return `rename "${file}" to "${path.basename(file)}${aside}": it proves nothing, and nothing else needs it`;
}

const aside = ".spoilt";

/** Whether such a file lies among these. */
export function isSetAside(name: string): boolean {
  return name.endsWith(`.note${aside}`);
}
