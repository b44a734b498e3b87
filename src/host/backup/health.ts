import type { Finding } from "../../api/contract/status.ts";
import { readState } from "../../backup/state.ts";
import { divided } from "../../cli/remedy.ts";
import { capital } from "../../cli/views/words.ts";
import { dayMs } from "../../backup/retention.ts";

/** Longer than this without a good backup is too long to go on without a word. */
const longestMs = 3 * dayMs;
const name = "backup";

/** How it stands with the backups of this data folder. */
export async function backupFinding(data: string, example: boolean, now: number): Promise<Finding> {
  const state = await readState(data).catch((error: unknown) => messageOf(error));
  if (typeof state === "string")
    return amiss(state, 'Remove "backup.json" in the data folder, then "mainstay backup init"');
  if (state === null) {
    if (example) return fine("none, and an example needs none");
    return amiss("No backups are set up", 'Set them up: "mainstay backup init"');
  }
  const { last, failure, unsound, verified, since } = state;
  if (unsound !== null) {
    const { what, remedy } = divided(unsound.message);
    const again = 'look again: "mainstay backup verify"';
    return amiss(`The last check by a restore failed: ${what}`, first(remedy, again));
  }
  const late = isAhead(last, now) || now - (last?.at ?? since) > longestMs;
  if (late || failure !== null) {
    const { what, remedy } = divided(failure?.message ?? "");
    const age = last === null ? "None was ever made" : `The newest is ${ageOf(last, now)}`;
    const lines = [
      ...(late ? [age] : []),
      ...(failure === null ? [] : [`The last attempt failed: ${what}`]),
    ];
    return amiss(lines.join(". "), first(remedy, 'make one now: "mainstay backup"'));
  }
  if (last === null) return fine("set up; the first follows at its time");
  const proof =
    verified === null
      ? "never checked by a restore"
      : isAhead(verified, now)
        ? "restored for a check when the clock was ahead"
        : `restored for a check ${days(now - verified.at)} ago`;
  return fine(`the newest of ${new Date(last.at).toISOString().slice(0, 10)}; ${proof}`);
}

/** What she is told wherever she looks. */
export async function backupWarnings(data: string, now: number): Promise<string[]> {
  const state = await readState(data).catch(() => null);
  if (state === null) return [];
  const { last, since, unsound } = state;
  if (unsound !== null) return ["The last backup could not be restored for a check: see doctor"];
  if (isAhead(last, now)) return ["The last backup is dated in the future: see doctor"];
  if (now - (last?.at ?? since) <= longestMs) return [];
  return [`No good backup for ${days(now - (last?.at ?? since))}: see doctor`];
}

/** By more than a clock is ever set right by itself. */
function isAhead(last: { at: number } | null, now: number): boolean {
  return last !== null && last.at - now > dayMs;
}

function ageOf(last: { at: number }, now: number): string {
  if (!isAhead(last, now)) return `${days(now - last.at)} old`;
  return `dated ${new Date(last.at).toISOString().slice(0, 10)}, ahead of the clock of this computer`;
}

function days(ms: number): string {
  const n = Math.max(0, Math.floor(ms / dayMs));
  return n === 0 ? "less than a day" : n === 1 ? "a day" : `${n} days`;
}

/** What failed once fails again where its own remedy was not followed. */
function first(remedy: string | null, again: string): string {
  return capital(remedy === null ? again : `${remedy}; then ${again}`);
}

function amiss(line: string, remedy: string): Finding {
  const effect = "If this computer is lost, what was recorded since is lost with it.";
  return { ok: false, name, line, effect, remedy };
}

function fine(line: string): Finding {
  return { ok: true, name, line, effect: "", remedy: "" };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
