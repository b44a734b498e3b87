import type { Desk } from "../../api/contract/desk.ts";
import { plural } from "../../cli/views/words.ts";

/** What her files say other than what is active, in one line; null where both are the same. */
export async function unapplied(
  desk: Desk,
  typed: (command: string) => string,
): Promise<string | null> {
  const { ok, problems, differences } = await desk.apply({ dryRun: true, runs: "finish" });
  const see = `see ${typed("apply --dry-run")}`;
  if (!ok) {
    return `The files have ${plural(problems.length, "mistake")}, so what was active before goes on; ${see}`;
  }
  if (differences.length === 0) return null;
  return `The files differ from what is active: ${plural(differences.length, "change")}; ${see}`;
}
