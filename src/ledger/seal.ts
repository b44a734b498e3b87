import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from "node:crypto";
import { type HashKey, hashKey, keyedHash } from "./keyed-hash.ts";
import type { Forgotten, Keys, SubjectKey } from "./keys.ts";
import { Damaged } from "./store.ts";

/**
 * Seals the content that events name, under a key per subject, so that destroying the key forgets
 * the content while the proof over the stored bytes stays.
 *
 * SE1 Stored digests are taken over what `seal` returns, never over the open bytes.
 * SE2 The same content of a subject always has the same sealed bytes: the nonce is made of both.
 * SE3 What is about nobody stands as it is, and so does what was recorded before content was sealed.
 * SE4 Under a destroyed key nothing is kept, and every digest is the same: nothing can be compared.
 * SE5 Sealed bytes without a key that was destroyed, or under another key, are Damaged.
 */
export interface Sealer {
  seal(subject: string | null, bytes: Uint8Array): Uint8Array;
  /** Null: the key was destroyed, the content is forgotten. */
  open(subject: string | null, bytes: Uint8Array): Uint8Array | null;
  /** A digest of text that may be stored and compared, and tells nothing without the key. */
  fingerprint(subject: string | null, text: string): string;
  /** Resolves when every key that was used so far is durable (KY2). */
  synced(): Promise<void>;
  /** Destroys the key of a subject (KY3). */
  forget(subject: string, at: number): Promise<void>;
  /** Whose keys were destroyed, here or before a restore. */
  forgotten(): Promise<readonly Forgotten[]>;
}

const sealed = 0x01;
const gone = 0x02;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + nonceBytes;

/** Keys as the library wants them: a key prepared once is several times as fast as its bytes. */
type Prepared = { cipher: KeyObject; nonce: HashKey; print: HashKey };

const nonceName = Buffer.from("nonce");

export function subjectSealer(workspaceKey: Uint8Array, keys: Keys): Sealer {
  if (workspaceKey.byteLength < 32) {
    throw new Error(
      `Cannot use the workspace key: it has ${workspaceKey.byteLength} bytes, 32 are needed`,
    );
  }
  const own = hashKey(workspaceKey);
  // By the key itself, so that it is dropped together with it.
  const prepared = new WeakMap<SubjectKey, Prepared>();

  const keyOf = (subject: string): Prepared | null => {
    const key = keys.get(subject) ?? keys.make(subject);
    return key === "destroyed" ? null : ready(key);
  };
  const ready = (key: SubjectKey): Prepared => {
    const known = prepared.get(key);
    if (known !== undefined) return known;
    const made = {
      cipher: createSecretKey(key.seal),
      nonce: hashKey(Buffer.from(keyedHash(hashKey(key.seal), nonceName), "hex")),
      print: hashKey(key.print),
    };
    prepared.set(key, made);
    return made;
  };

  return {
    seal(subject, bytes) {
      if (subject === null) return bytes;
      const key = keyOf(subject);
      return key === null ? Uint8Array.of(gone) : encrypt(key, bytes);
    },
    open(subject, bytes) {
      if (bytes[0] === gone) return null;
      if (subject === null || bytes[0] !== sealed) return bytes;
      const key = keys.get(subject);
      if (key === "destroyed") return null;
      if (key === null) throw missing(subject);
      return decrypt(ready(key), bytes, subject);
    },
    fingerprint(subject, text) {
      const key = subject === null ? own : keyOf(subject)?.print;
      const [under, what] = key === undefined ? [own, `forgotten ${subject}`] : [key, text];
      return keyedHash(under, Buffer.from(what));
    },
    synced: () => keys.synced(),
    forget: (subject, at) => keys.destroy(subject, at),
    forgotten: () => keys.forgotten(),
  };
}

function encrypt(key: Prepared, bytes: Uint8Array): Uint8Array {
  const nonce = Buffer.from(keyedHash(key.nonce, bytes).slice(0, 2 * nonceBytes), "hex");
  const cipher = createCipheriv("aes-256-gcm", key.cipher, nonce);
  const body = cipher.update(bytes);
  cipher.final();
  const out = Buffer.allocUnsafe(headBytes + body.byteLength + tagBytes);
  out[0] = sealed;
  out.set(nonce, 1);
  out.set(body, headBytes);
  out.set(cipher.getAuthTag(), headBytes + body.byteLength);
  return out;
}

function decrypt(key: Prepared, bytes: Uint8Array, subject: string): Uint8Array {
  const end = bytes.byteLength - tagBytes;
  if (end < headBytes) throw unsealable(subject);
  const nonce = bytes.subarray(1, headBytes);
  const cipher = createDecipheriv("aes-256-gcm", key.cipher, nonce, { authTagLength: tagBytes });
  cipher.setAuthTag(bytes.subarray(end));
  const body = cipher.update(bytes.subarray(headBytes, end));
  try {
    cipher.final();
  } catch (error) {
    throw unsealable(subject, error);
  }
  return body;
}

export const keysRemedy =
  'stop, keep this folder, and restore the newest backup, which brings the keys back, with "mainstay restore --aside"';

function missing(subject: string): Damaged {
  return new Damaged(
    `Cannot read what is sealed for subject "${subject}": its key is missing; ${keysRemedy}`,
  );
}

function unsealable(subject: string, cause?: unknown): Damaged {
  return new Damaged(
    `Cannot read what is sealed for subject "${subject}": its key is not the one it was sealed with; ${keysRemedy}`,
    { cause },
  );
}
