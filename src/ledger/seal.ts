import { createHmac, createSecretKey, type KeyObject } from "node:crypto";

/**
 * Seals the content that events name, under a key per subject, so that destroying the key forgets
 * the content while the proof over the stored bytes stays.
 *
 * Stored digests are taken over what `seal` returns, never over the open bytes.
 */
export interface Sealer {
  seal(subject: string | null, bytes: Uint8Array): Uint8Array;
  /** Null: the key was destroyed, the content is forgotten. */
  open(subject: string | null, bytes: Uint8Array): Uint8Array | null;
  /** A digest of text that may be stored and compared, and tells nothing without the key. */
  fingerprint(subject: string | null, text: string): string;
}

/**
 * Encrypts nothing yet: whoever reads the data folder reads the content, and nothing can be
 * forgotten. Only `fingerprint` is keyed, and its keys per subject are derived from the workspace
 * key, so they cannot be destroyed one by one.
 */
export function plainSealer(workspaceKey: Uint8Array): Sealer {
  if (workspaceKey.byteLength < 32) {
    throw new Error(
      `Cannot use the workspace key: it has ${workspaceKey.byteLength} bytes, 32 are needed`,
    );
  }
  // Ids are made on every path: a key that was prepared once is ten times as fast as its bytes.
  const own = createSecretKey(workspaceKey);
  const keyOf = (subject: string | null): KeyObject =>
    subject === null
      ? own
      : createSecretKey(createHmac("sha256", own).update(`subject ${subject}`).digest());
  return {
    seal: (_subject, bytes) => bytes,
    open: (_subject, bytes) => bytes,
    fingerprint: (subject, text) => createHmac("sha256", keyOf(subject)).update(text).digest("hex"),
  };
}
