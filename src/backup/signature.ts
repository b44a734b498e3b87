import { type KeyObject, sign, verify } from "node:crypto";

/** Ed25519 over a manifest, by the key with which the company signs its checkpoints. */
export function signatureOf(text: string, key: KeyObject): string {
  return sign(null, Buffer.from(text), key).toString("base64");
}

export function isSignedBy(text: string, signature: string, key: KeyObject): boolean {
  return verify(null, Buffer.from(text), key, Buffer.from(signature, "base64"));
}
