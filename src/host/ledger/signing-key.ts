import { createPrivateKey, generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { link, open, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { syncFolder } from "../../connectors/folder.ts";
import { Damaged } from "../../ledger/store.ts";
import { explain } from "../../store/sqlite/failure.ts";
import { errorCode } from "../../value/error-code.ts";

/**
 * The key with which this workspace signs what it states about its history: `signing.key`, PKCS8 in
 * PEM, for this user only.
 *
 * SK1 It appears whole and synced, or not at all; of two processes that make it at once, one wins.
 * SK2 One that cannot be read is never replaced: what it signed could not be checked any more.
 * SK3 Until a checkpoint that it signed is kept it stands as `signing.key.new`: a key that never signed
 *     is told apart from one whose checkpoints are gone.
 */
export const keyFile = "signing.key";
const newKeyFile = `${keyFile}.new`;

export const keyRemedy =
  'restore the newest backup with "mainstay restore --aside", or, if the key is lost, move it and the folder "checkpoints" away: then a new key begins';

export async function signingKey(data: string): Promise<KeyObject> {
  const known = await knownKey(data);
  if (known !== null) return known;
  try {
    return await makeKey(data);
  } catch (error) {
    throw explain(error, "make a signing key", data);
  }
}

export async function knownKey(data: string): Promise<KeyObject | null> {
  const pem = (await pemIn(data, keyFile)) ?? (await pemIn(data, newKeyFile));
  if (pem === null) return null;
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch {
    // What it says of its insides may hold the key: only the file is named.
  }
  throw unfit(data, "it is no signing key of Mainstay's");
}

/** SK3: a checkpoint that the key signed is kept now. */
export async function hasSigned(data: string): Promise<void> {
  const aside = path.join(data, newKeyFile);
  if (!existsSync(aside)) return;
  await linkUnlessThere(aside, path.join(data, keyFile));
  await syncFolder(data);
  await rm(aside, { force: true });
}

async function pemIn(data: string, name: string): Promise<string | null> {
  return readFile(path.join(data, name), "utf8").catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  });
}

/** With both ways on: the key comes back, or another one begins. */
export function unfit(data: string, reason: string): Damaged {
  return new Damaged(`Cannot sign with "${path.join(data, keyFile)}": ${reason}; ${keyRemedy}`);
}

async function makeKey(data: string): Promise<KeyObject> {
  const { privateKey } = generateKeyPairSync("ed25519");
  const aside = path.join(data, `${keyFile}.${randomUUID()}`);
  const handle = await open(aside, "wx", 0o600);
  try {
    await handle.writeFile(privateKey.export({ type: "pkcs8", format: "pem" }));
    await handle.sync();
    await linkUnlessThere(aside, path.join(data, newKeyFile));
  } finally {
    await handle.close();
    await rm(aside, { force: true });
  }
  await syncFolder(data);
  return (await knownKey(data)) ?? privateKey;
}

async function linkUnlessThere(from: string, to: string): Promise<void> {
  await link(from, to).catch((error: unknown) => {
    if (errorCode(error) !== "EEXIST") throw error;
  });
}
