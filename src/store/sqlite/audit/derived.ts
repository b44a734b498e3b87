import type { DatabaseSync } from "node:sqlite";
import type { Look } from "../pages/pages.ts";
import type { Finding, Findings } from "./findings.ts";
import { readIn } from "./values.ts";

/**
 * What an owner writes anew from the entries: pages that are not as they were written, places of
 * entries in the tables beside them, tiles of the tree. Told only of a history that is whole (AU5).
 * Without the mark of what was acknowledged, heads and tiles are all that is known of entries that are
 * gone, and speak against it (DV3).
 */
const rederived: ReadonlySet<Finding["kind"]> = new Set(["moved", "stream", "tree"]);

export function tellDerived({ kept, differing }: Look, db: DatabaseSync, findings: Findings): void {
  const knowsLast = kept !== null && kept.acknowledged !== null;
  if (knowsLast && differing === 0) return;
  if (findings.speakAgainstHistory) {
    if (!standByThemselves(db)) return;
    const follows = ({ kind, to }: Pick<Finding, "kind" | "to">) =>
      rederived.has(kind) && (knowsLast || to !== null);
    if (!findings.reassign(follows, { about: "derived", remedy: rebuild })) return;
  }
  findings.add("derived", null, null, amiss(kept, differing ?? 0), rebuild);
}

const rebuild = 'derive all of that anew, which leaves the history as it is: "mainstay rebuild"';

function amiss(kept: Look["kept"], differing: number): string {
  if (kept === null) {
    return "pages.sum is missing, cut off or spoilt: nothing tells whether what is derived from the history is as it was written";
  }
  if (differing === 0)
    return "pages.sum is spoilt: it does not tell any more what was acknowledged";
  const pages = differing === 1 ? "One page" : `${differing} pages`;
  return `${pages} of ledger.db, or what pages.sum tells of ${differing === 1 ? "it" : "them"}, ${differing === 1 ? "is" : "are"} not as they were written`;
}

/** Whether all entries, by nothing but their bytes, follow each other in the ledger and in their streams. */
function standByThemselves(db: DatabaseSync): boolean {
  const versions = new Map<unknown, number>();
  const rows = db.prepare("SELECT bytes FROM event NOT INDEXED ORDER BY seq").iterate();
  let last = 0;
  for (const { bytes } of rows) {
    const told = readIn(bytes instanceof Uint8Array ? Buffer.from(bytes).toString() : "");
    const version = (versions.get(told["stream"]) ?? 0) + 1;
    last += 1;
    if (told["seq"] !== last || told["version"] !== version) return false;
    versions.set(told["stream"], version);
  }
  return true;
}
