import { existsSync } from "node:fs";
import path from "node:path";
import { Refused } from "../../api/contract/refused.ts";
import type { Progress } from "../../cli/deps/place.ts";
import { divided } from "../../cli/remedy.ts";
import type { VerifyOptions, VerifyView } from "../../cli/deps/proofs.ts";
import { type Checkpoint, originOf, readCheckpoint } from "../../ledger/checkpoint.ts";
import {
  NoteInvalid,
  openNote,
  readVkey,
  SignedByOther,
  standing,
  textOfNote,
  type Verifier,
  verifierOf,
  vkeyOf,
} from "../../ledger/note.ts";
import { Damaged } from "../../ledger/store.ts";
import { Auditor } from "../../store/sqlite/audit/audit.ts";
import { hasLedger } from "../../store/sqlite/open.ts";
import type { Places } from "../places.ts";
import { keptCheckpoints, missedCheckpoints, missesCheckpoints, readNote } from "./checkpoints.ts";
import { type Compared, compared, locate, type Signed } from "./locate.ts";
import { keyFile, keyRemedy, knownKey } from "./signing-key.ts";
import { compareElsewhere, missedAt, saidForMs } from "./sound.ts";
import { setAside } from "./spoilt-note.ts";
import { findGaps, listedBeside } from "./verify-gaps.ts";

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
 *     key; everything that can be compared without them is compared all the same. A spoilt note is
 *     not a spoilt history, nor is one that was signed over another.
 *     Nor is what is derived from it, or the keys to its content: each has a verdict and a remedy of
 *     its own.
 * VF4 Checkpoints that were missed once and signed anew do not heal: that is told until an older one
 *     that was kept elsewhere fits, and fails for as long as the doctor tells it.
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
    const unsigned: (Unsigned & { file: string })[] = [];
    for (const { file } of await keptCheckpoints(data)) {
      const found = await signedIn(file, origin, checked);
      if ("why" in found) unsigned.push({ file, ...found });
      else kept.push({ file, kept: true, ...found });
    }
    const signed = [...given, ...kept].toSorted((a, b) => a.size - b.size);
    const found = auditor.run({
      sizes: [...new Set(signed.map(({ size }) => size))],
      listed: await listedBeside(data, auditor.setting("keys-id")),
      progress: (what, done, total) =>
        progress(what === "files" ? "reading files" : "reading history", done, total),
    });
    const { entries, values, listAhead, files, findings } = found;
    if (why !== null && signed.length > 0) findings.add("signature", null, null, why, keyRemedy);
    const checkpoints = signed.map((each) => compared(found, each));
    const missed = await whenMissed(data, auditor, checkpoints);
    if (missed !== null && missed.open) {
      findings.add("signature", null, null, missed.message, compareElsewhere);
    }
    for (const { file, why: reason, isOther } of unsigned) {
      const { what, remedy } = divided(reason);
      const apart = isOther
        ? options.keys.length > 0
          ? remedy
          : `if it is here by mistake, ${setAside(file)}; if "${keyFile}" was exchanged: ${keyRemedy}`
        : setAside(file);
      findings.add(
        "signature",
        null,
        null,
        `"${file}" proves nothing: ${what}`,
        apart ?? undefined,
      );
    }
    locate(found, checkpoints);
    await findGaps(data, { entries, named: auditor.asWritten }, findings);
    auditor.tellDerived(findings);
    return {
      ok: findings.list.length === 0,
      sound: !findings.speakAgainstHistory,
      missedAt: missed?.at ?? null,
      data,
      entries,
      values,
      listAhead,
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

/** When checkpoints were missed here, and whether nothing older was compared since (VF4). */
async function whenMissed(
  data: string,
  auditor: Auditor,
  checkpoints: readonly Compared[],
): Promise<{ at: number | null; open: boolean; message: string } | null> {
  if (await missesCheckpoints(data)) {
    return { at: null, open: true, message: missedCheckpoints(data) };
  }
  const at = Number(auditor.setting(missedAt) ?? 0);
  if (at === 0) return null;
  const since = checkpoints.find(({ kept }) => kept)?.size ?? Number.POSITIVE_INFINITY;
  const isCompared = checkpoints.some(
    ({ kept, fits, size }) => !kept && fits === true && size <= since,
  );
  const day = new Date(at).toISOString().slice(0, 10);
  return {
    at,
    open: !isCompared && Date.now() - at <= saidForMs,
    message: `On ${day} all checkpoints were gone that had been signed until then: those that lie here now were signed since, and prove nothing of what was before`,
  };
}

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

/** `isOther`: it is whole, and signed with another key. */
type Unsigned = { why: string; isOther: boolean };

async function signedIn(
  file: string,
  origin: string,
  checked: Trust["checked"],
): Promise<Checkpoint | Unsigned> {
  try {
    const note = await readNote(file);
    const checkpoint = readCheckpoint(textOfNote(note));
    const isSpoilt = checked?.some(({ key }) => standing(note, key) === "spoilt") === true;
    if (checkpoint.origin !== origin && !isSpoilt) {
      return {
        isOther: false,
        why: `it is one of another company, "${checkpoint.origin}", and this one is "${origin}"; take one of this company, or name the right data folder with --data`,
      };
    }
    if (checked !== null) openNote(note, checked);
    return checkpoint;
  } catch (error) {
    if (error instanceof NoteInvalid) {
      return { why: error.message, isOther: error instanceof SignedByOther };
    }
    throw error;
  }
}

function nothingYet(data: string): Refused {
  return new Refused({
    code: "nothing_yet",
    message: `There is nothing in "${data}" to verify; name another data folder with --data`,
  });
}
