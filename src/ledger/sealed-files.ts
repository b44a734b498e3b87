import { createCipheriv, createDecipheriv } from "node:crypto";
import { ofBytes } from "../value/digest.ts";
import { keysRemedy, type Sealer } from "./seal.ts";
import { Damaged, type EventStore } from "./store.ts";

/**
 * The files of connectors: mails as they came, attachments, documents. A blob is encrypted; what
 * opens it is its reference, which stands in sealed values alone, so that whoever forgets the values
 * has forgotten the file.
 *
 * SF1 A reference is the name of the stored blob followed by its key, 64 hexadecimal digits each.
 * SF2 The key comes from the file's own bytes and the workspace's key: the same file is kept once, and
 *     has the same reference.
 * SF3 A reference of 64 digits names a plain blob: of an older format, or of a release.
 * SF4 What the reference does not open is Damaged, never served.
 */
export type SealedFiles = {
  put(bytes: Uint8Array): Promise<string>;
  get(reference: string): Promise<Uint8Array | null>;
};

export type Blobs = Pick<EventStore, "putBlob" | "getBlob">;

const cipherName = "aes-256-gcm";
/** One key has one content (SF2), so its one nonce is never used twice. */
const nonce = new Uint8Array(12);
const tagBytes = 16;
const nameLength = 64;

export function sealedFiles(blobs: Blobs, sealer: Pick<Sealer, "fingerprint">): SealedFiles {
  return {
    async put(bytes) {
      const key = sealer.fingerprint(null, `file ${ofBytes(bytes)}`);
      return `${await blobs.putBlob(encrypt(bytes, key))}${key}`;
    },
    async get(reference) {
      const { name, key } = parts(reference);
      const stored = await blobs.getBlob(name);
      return stored === null || key === null ? stored : decrypt(stored, key, name);
    },
  };
}

/** The name of the blob behind a reference. */
export function blobOf(reference: string): string {
  return parts(reference).name;
}

/** Whether a text may be a reference to a plain blob of an older format (SF3). */
function namesPlainBlob(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

function parts(reference: string): { name: string; key: string | null } {
  if (namesPlainBlob(reference)) return { name: reference, key: null };
  if (!/^[0-9a-f]{128}$/.test(reference)) {
    throw new Error(
      `Cannot find a file: "${reference.slice(0, nameLength)}" is no reference to one`,
    );
  }
  return { name: reference.slice(0, nameLength), key: reference.slice(nameLength) };
}

function encrypt(bytes: Uint8Array, key: string): Uint8Array {
  const cipher = createCipheriv(cipherName, Buffer.from(key, "hex"), nonce);
  const body = cipher.update(bytes);
  cipher.final();
  return Buffer.concat([body, cipher.getAuthTag()]);
}

function decrypt(stored: Uint8Array, key: string, name: string): Uint8Array {
  const end = stored.byteLength - tagBytes;
  try {
    const cipher = createDecipheriv(cipherName, Buffer.from(key, "hex"), nonce, {
      authTagLength: tagBytes,
    });
    cipher.setAuthTag(stored.subarray(end));
    const body = cipher.update(stored.subarray(0, end));
    cipher.final();
    return body;
  } catch (error) {
    throw new Damaged(`Cannot open file "${name}": it is not what was kept; ${keysRemedy}`, {
      cause: error,
    });
  }
}
