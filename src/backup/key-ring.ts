import type { Keys } from "../ledger/keys.ts";
import type { Identity } from "./age.ts";
import type { Forgotten, KeysCopy } from "./manifest.ts";
import { unpack } from "./object.ts";
import { BackupRefused, damaged, whatOf } from "./refused.ts";
import { type Found, keysPath, type Repository } from "./repository.ts";

/**
 * The keys that a restore goes on with.
 *
 * FL4 A key that the newest copy of the keys lost comes from an older one.
 * FL5 Where the newest copy is spoilt the newest that is whole takes its place, and the spoilt ones are
 *     named: keys that only they held are lost.
 */
export type KeyRing = {
  id: string;
  signing: string;
  keys: { subject: string; seal: Uint8Array; print: Uint8Array }[];
  /** The copy that was taken, and what is wrong with each newer one. */
  copy: Pick<KeysCopy, "id" | "at">;
  spoilt: readonly string[];
};

/** By their manifests alone. */
export type Copies = Found<KeysCopy>;

export type KeysFrom = { repository: Repository; identity: Identity; copies: Copies };

/** FL4, FL5. */
export async function keyRingOf(from: KeysFrom): Promise<KeyRing> {
  const unfit = from.copies.spoilt.map(({ id, error }) => ({ id, what: whatOf(error) }));
  const copies = from.copies.sound.toReversed();
  for (const [i, copy] of copies.entries()) {
    const found = await ringIn(from, copy).catch((error: unknown) => {
      if (error instanceof BackupRefused && error.code === "identity_wrong") throw error;
      unfit.push({ id: copy.id, what: whatOf(error) });
      return null;
    });
    if (found === null) continue;
    const spoilt = unfit.filter(({ id }) => id > copy.id).map(({ what }) => what);
    return { ...found, keys: await joined(from, found, copies.slice(i + 1)), copy, spoilt };
  }
  throw new BackupRefused(
    "backup_keys_damaged",
    `Cannot restore from "${from.repository.folder}": none of its copies of the keys is whole, so nothing personal could be read (${unfit.map(({ what }) => what).join(", ")}); use another copy of the backup folder`,
  );
}

/** FL2: adopts every key but those of whom is forgotten. */
export async function fillKeys(keys: Keys, ring: KeyRing, forgotten: Forgotten): Promise<number> {
  const gone = new Set(forgotten.map(({ subject }) => subject));
  let adopted = 0;
  for (const { subject, seal, print } of ring.keys) {
    if (gone.has(subject)) continue;
    keys.adopt(subject, { seal, print });
    adopted += 1;
  }
  await keys.synced();
  for (const { subject, at } of forgotten) await keys.destroy(subject, at);
  return adopted;
}

/** An older copy that is spoilt adds nothing: what is missing then is found by opening it. */
async function joined(
  from: KeysFrom,
  ring: Ring,
  older: readonly KeysCopy[],
): Promise<Ring["keys"]> {
  const all = new Map(ring.keys.map((key) => [key.subject, key]));
  for (const copy of older) {
    const found = await ringIn(from, copy).catch(() => null);
    if (found?.id !== ring.id) continue;
    for (const key of found.keys) if (!all.has(key.subject)) all.set(key.subject, key);
  }
  return [...all.values()];
}

type Ring = Pick<KeyRing, "id" | "signing" | "keys">;

async function ringIn({ repository, identity }: KeysFrom, copy: KeysCopy): Promise<Ring> {
  const file = await repository.getKeys(copy);
  const place = keysPath(copy.id);
  const [own, ...frames] = await unpack("keys", copy.object, file, identity, place);
  const { keysId: id, signing } = own?.head ?? {};
  if (typeof id !== "string" || typeof signing !== "string" || frames.length !== copy.keys) {
    throw damaged(`"${place}" is not whole`);
  }
  const found = frames.map(({ head, parts: [seal, print] }) => {
    const { subject } = head;
    if (typeof subject !== "string" || seal?.byteLength !== 32 || print?.byteLength !== 32) {
      throw damaged(`"${place}" holds something else`);
    }
    // Copies: parts of one buffer would stay in memory together.
    return { subject, seal: new Uint8Array(seal), print: new Uint8Array(print) };
  });
  return { id, signing, keys: found };
}
