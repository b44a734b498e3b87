import { existsSync } from "node:fs";
import path from "node:path";
import { Refused } from "../../api/contract/refused.ts";
import type { Progress } from "../../cli/deps.ts";
import type { VerifyOptions, VerifyView } from "../../cli/proofs.ts";
import { type Checkpoint, originOf, readCheckpoint } from "../../ledger/checkpoint.ts";
import {
  NoteInvalid,
  openNote,
  readVkey,
  textOfNote,
  type Verifier,
  verifierOf,
  vkeyOf,
} from "../../ledger/note.ts";
import { Damaged } from "../../ledger/store.ts";
import { equal } from "../../ledger/tree.ts";
import { type Audit, Auditor } from "../../store/sqlite/audit/audit.ts";
import { hasLedger } from "../../store/sqlite/open.ts";
import type { Places } from "../places.ts";
import { keptCheckpoints, missedCheckpoints, missesCheckpoints, readNote } from "./checkpoints.ts";
import { keyFile, knownKey } from "./signing-key.ts";
import { findGaps } from "./verify-gaps.ts";

/**
 * Compares the history with itself and with what was signed over it, without the owner and without
 * any key but those that check signatures.
 *
 * VF1 Whoever can write the data folder can make everything in it agree again, the checkpoints kept
 *     there included. Only a checkpoint and a key that were kept elsewhere tell of that, so with
 *     keys named, no other is trusted.
 * VF2 What was changed and made to agree lies behind the largest signed size that still fits and,
 *     at the latest, at the smallest one after it that does not.
 * VF3 A key that is missing or spoilt is a finding, and so are checkpoints that are missing beside a
 *     key; everything that can be compared without them is compared all the same.
 */
export async function verify(
  { data }: Places,
  options: VerifyOptions,
  progress: Progress = () => {},
): Promise<VerifyView> {
  if (!existsSync(data) || !hasLedger(data)) throw nothingYet(data);
  const auditor = new Auditor(data);
  try {
    const origin = originOf(auditor.workspaceId ?? "");
    const { trusted, checked, why } = await trustedKeys(data, origin, options.keys);
    const given = await Promise.all(
      options.checkpoints.map((file) => givenCheckpoint(file, origin, checked)),
    );
    const kept: Signed[] = [];
    const unsigned: { file: string; why: string }[] = [];
    for (const { file } of await keptCheckpoints(data)) {
      const found = await signedIn(file, origin, checked);
      if ("why" in found) unsigned.push({ file, why: found.why });
      else kept.push({ file, kept: true, ...found });
    }
    const signed = [...given, ...kept].toSorted((a, b) => a.size - b.size);
    const found = auditor.run({
      sizes: [...new Set(signed.map(({ size }) => size))],
      progress: (what, done, total) =>
        progress(what === "files" ? "reading files" : "reading history", done, total),
    });
    const { entries, values, files, findings } = found;
    if (why !== null && signed.length > 0) findings.add("signature", null, null, why);
    if (await missesCheckpoints(data)) {
      findings.add("signature", null, null, missedCheckpoints(data));
    }
    for (const { file, why: reason } of unsigned) {
      findings.add("signature", null, null, `"${file}" proves nothing: ${reason}`);
    }
    const checkpoints = signed.map((each) => ({ ...each, fits: fitsIn(found, each) }));
    locate(found, checkpoints);
    await findGaps(data, entries, findings);
    return {
      ok: findings.list.length === 0,
      data,
      entries,
      values,
      files,
      trusted: { keys: trusted.map(vkeyOf), named: options.keys.length > 0 },
      checkpoints: checkpoints.map(({ file, size, kept: own, fits }) => ({
        file,
        size,
        kept: own,
        fits,
      })),
      findings: findings.list,
      more: findings.more,
    };
  } finally {
    auditor.close();
  }
}

type Signed = Checkpoint & { file: string; kept: boolean };

type Trust = {
  trusted: readonly Verifier[];
  /** Null: no signature can be checked, and checkpoints are believed by their place (VF3). */
  checked: readonly Verifier[] | null;
  /** Why none can be. */
  why: string | null;
};

async function trustedKeys(data: string, origin: string, named: readonly string[]): Promise<Trust> {
  if (named.length > 0) {
    const trusted = named.map(namedKey);
    return { trusted, checked: trusted, why: null };
  }
  const own = await knownKey(data).catch((error: unknown) => {
    if (error instanceof Damaged) return "spoilt" as const;
    throw error;
  });
  if (own !== null && own !== "spoilt") {
    const trusted = [verifierOf(origin, own)];
    return { trusted, checked: trusted, why: null };
  }
  const how = own === null ? "is missing" : "is no signing key of Mainstay's";
  const why = `"${path.join(data, keyFile)}" ${how}: nobody can tell by it who signed the checkpoints`;
  return { trusted: [], checked: null, why };
}

export function namedKey(text: string): Verifier {
  try {
    return readVkey(text);
  } catch (error) {
    if (!(error instanceof NoteInvalid)) throw error;
    throw new Refused({ code: "key_invalid", message: `Cannot use this key: ${error.message}` });
  }
}

async function givenCheckpoint(
  file: string,
  origin: string,
  checked: Trust["checked"],
): Promise<Signed> {
  const found = await signedIn(file, origin, checked);
  if (!("why" in found)) return { file, kept: false, ...found };
  throw new Refused({
    code: "checkpoint_invalid",
    message: `Cannot use the checkpoint "${file}": ${found.why}`,
  });
}

async function signedIn(
  file: string,
  origin: string,
  checked: Trust["checked"],
): Promise<Checkpoint | { why: string }> {
  try {
    const note = await readNote(file);
    const checkpoint = readCheckpoint(textOfNote(note));
    if (checkpoint.origin !== origin) {
      return {
        why: `it is one of another company, "${checkpoint.origin}", and this one is "${origin}"; take one of this company, or name the right data folder with --data`,
      };
    }
    if (checked !== null) openNote(note, checked);
    return checkpoint;
  } catch (error) {
    if (error instanceof NoteInvalid) return { why: error.message };
    throw error;
  }
}

function fitsIn({ roots, entries }: Audit, { size, root }: Checkpoint): boolean | null {
  const found = roots.get(size);
  if (found !== undefined) return equal(found, root);
  return size > entries ? false : null;
}

/** VF2. */
function locate(
  { entries, findings }: Audit,
  checkpoints: readonly (Signed & { fits: boolean | null })[],
): void {
  const sound = checkpoints.findLast(({ fits }) => fits === true)?.size ?? 0;
  const wrong = checkpoints.filter(({ fits }) => fits === false);
  for (const { file, size } of wrong.filter((each) => each.size <= sound)) {
    const message = `"${file}" was signed over ${size} other entries than those that later ones were signed over`;
    findings.add("history", null, null, message);
  }
  const first = wrong.find(({ size }) => size > sound);
  if (first === undefined) return;
  const { file, size } = first;
  const gone = size - entries;
  const where = `of entries ${sound + 1} to ${size}`;
  const message =
    gone > 0
      ? `The history ends at entry ${entries}, and ${size} were signed in "${file}": ${where}, at least ${gone} ${gone === 1 ? "is" : "are"} gone`
      : `At least one ${where} is not what was signed in "${file}": from there on this is another history, made by hand, or going on from a restored backup`;
  findings.add("history", sound + 1, size, message);
}

function nothingYet(data: string): Refused {
  return new Refused({
    code: "nothing_yet",
    message: `There is nothing in "${data}" to verify; name another data folder with --data`,
  });
}
