import type { Checkpoint } from "../../ledger/checkpoint.ts";
import { equal } from "../../ledger/tree.ts";
import type { Audit } from "../../store/sqlite/audit/audit.ts";

/** A checkpoint that was signed, and where it lies. */
export type Signed = Checkpoint & { file: string; kept: boolean };
/** `fits` is null where missing entries leave it open. */
export type Compared = Signed & { fits: boolean | null };

export function compared({ roots, entries }: Audit, signed: Signed): Compared {
  const found = roots.get(signed.size);
  if (found !== undefined) return { ...signed, fits: equal(found, signed.root) };
  return { ...signed, fits: signed.size > entries ? false : null };
}

/**
 * Where the history is not what was signed (VF2). What does not fit although more was signed over this
 * very history was signed over another one. That one's beginning is known by its own checkpoints alone:
 * those that are kept here tell nothing of it.
 */
export function locate({ entries, findings }: Audit, checkpoints: readonly Compared[]): void {
  const sound = lastFitting(checkpoints)?.size ?? 0;
  const wrong = checkpoints.filter(({ fits }) => fits === false);
  const [fork] = wrong.filter(({ size }) => size <= sound);
  if (fork !== undefined) {
    const { file, size } = fork;
    const both = lastFitting(checkpoints.filter((each) => !each.kept && each.size < size));
    const behind =
      both === undefined
        ? ""
        : `, and behind entry ${both.size}, if "${both.file}" was signed there, too`;
    const message = `"${file}" was signed over another history of this company: the two part at entry ${size} at the latest${behind}`;
    findings.add("fork", (both?.size ?? 0) + 1, size, message, otherCopy);
  }
  const first = wrong.find(({ size }) => size > sound);
  if (first === undefined) return;
  const { file, size } = first;
  const gone = size - entries;
  const where = `of entries ${sound + 1} to ${size}`;
  const message =
    gone > 0
      ? `The history ends at entry ${entries}, and ${size} were signed in "${file}": ${where}, at least ${gone} ${gone === 1 ? "is" : "are"} gone, or in a copy that went on by itself`
      : `At least one ${where} is not what was signed in "${file}": from there on this is another history, made by hand, or going on from a restored backup`;
  findings.add("history", sound + 1, size, message);
}

const otherCopy =
  "one of the two is a copy of this company, or a restored backup, that went on by itself with the same key: find out where it lies, and let only one of them run. Older checkpoints from there, given here with --checkpoint, tell more nearly where the two part. Nothing needs to be restored here";

function lastFitting(checkpoints: readonly Compared[]): Compared | undefined {
  return checkpoints.findLast(({ fits }) => fits === true);
}
