import type { Identity } from "../../backup/age.ts";
import { BackupRefused } from "../../backup/refused.ts";
import type { Repository } from "../../backup/repository.ts";
import { readState } from "../../backup/state.ts";
import type { WhichBackup } from "../../cli/deps/backup.ts";
import { originOf } from "../../ledger/checkpoint.ts";
import { NoteInvalid, readVkey, type Verifier, verifierOf } from "../../ledger/note.ts";
import { companyIn } from "../../store/sqlite/whose.ts";
import { knownKey } from "../ledger/signing-key.ts";

/**
 * Whose signature a backup must have to be taken.
 *
 * BS1 Whoever knows the recipient can make a backup that opens and is whole, so without a known signer
 *     none is restored, unless she says that she goes on without.
 * BS2 What she names comes first, then what her identity file says, then what the company's own data
 *     folder knows, where the backups say that they are of that company. The backup folder itself is
 *     never asked.
 */
export type Asked = Pick<WhichBackup, "signer" | "unsigned">;

/** Null: she goes on without; or there is no identity, nothing is restored, and nobody knows it. */
export async function signerOf(
  data: string,
  { folder, about }: Repository,
  identity: Identity | null,
  { signer, unsigned }: Asked,
): Promise<Verifier | null> {
  if (unsigned) return null;
  if (signer !== null) return named(signer);
  if (identity !== null && identity.signer !== null) return identity.signer;
  const own = await ownSigner(data);
  if (own?.name === originOf(about.workspace)) return own;
  if (identity === null) return null;
  throw new BackupRefused(
    "signer_missing",
    `Cannot trust the backups in "${folder}": the identity names no signer, so whoever knows its recipient could have made them; name the signer with --signer KEY, as "backup init" printed it and "backup list" tells it where the company lives. Or go on with --unsigned: then nobody vouches for them`,
  );
}

function named(vkey: string): Verifier {
  try {
    return readVkey(vkey);
  } catch (error) {
    if (!(error instanceof NoteInvalid)) throw error;
    throw new BackupRefused("signer_invalid", `Cannot use --signer: ${error.message}`, error);
  }
}

/** As the company in this data folder knows it; null where there is none, or it cannot be told. */
export async function ownSigner(data: string): Promise<Verifier | null> {
  const noted = (await readState(data).catch(() => null))?.signer;
  if (noted !== undefined) return named(noted);
  const workspace = companyIn(data);
  const key = await knownKey(data).catch(() => null);
  return workspace === null || key === null ? null : verifierOf(originOf(workspace), key);
}
