import { createPublicKey, hash, type KeyObject, sign, verify } from "node:crypto";

/**
 * Signed notes as C2SP has them (c2sp.org/signed-note), with Ed25519.
 *
 * NO1 What is signed is the text with its final newline; signatures follow a blank line.
 * NO2 The first signature that names a trusted key decides. One that does not fit spoils the note;
 *     signatures of keys that nobody here trusts say nothing. A trusted key's under another name or id
 *     spoils it, too: nobody signs so.
 * NO3 A key is known by its name and the first 4 bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key),
 *     written as `name+id+base64(0x01 ‖ public key)`.
 */
export type Verifier = { name: string; id: string; key: KeyObject };

/** Text that is no note, key or checkpoint, or none that can be trusted: reason, then remedy. */
export class NoteInvalid extends Error {
  override readonly name = "NoteInvalid";
}

/** It is whole, and signed with keys that nobody here trusts. */
export class SignedByOther extends NoteInvalid {}

const ed25519 = 0x01;
const mostBytes = 65_536;
const mostSignatures = 100;
const takeOther = "copy it again, whole, from where it was kept";
const control = /(?!\n)\p{Cc}/u;

export function verifierOf(name: string, key: KeyObject): Verifier {
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  return { name, id: idOf(name, rawOf(publicKey)), key: publicKey };
}

export function vkeyOf({ name, id, key }: Verifier): string {
  return `${name}+${id}+${Buffer.of(ed25519, ...rawOf(key)).toString("base64")}`;
}

export function readVkey(text: string): Verifier {
  const found = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text.trim());
  const [, name = "", id = "", encoded = ""] = found ?? [];
  const bytes = bytesOf(encoded);
  const [type, ...raw] = bytes ?? [];
  if (type !== ed25519 || raw.length !== 32 || idOf(name, Buffer.from(raw)) !== id) {
    throw new NoteInvalid(
      `the key "${text}" is mistyped, or none of Mainstay's; copy it whole: a name, "+", eight digits or letters, "+", and 44 more`,
    );
  }
  const x = Buffer.from(raw).toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  return { name, id, key };
}

export function signNote(text: string, name: string, key: KeyObject): string {
  const { id } = verifierOf(name, key);
  const signature = sign(null, Buffer.from(text), key);
  const line = Buffer.concat([Buffer.from(id, "hex"), signature]).toString("base64");
  return `${text}\n— ${name} ${line}\n`;
}

/** The text of a note, and which of the trusted keys signed it. */
export function openNote(
  note: string,
  trusted: readonly Verifier[],
): { text: string; by: Verifier } {
  const { text, signatures } = parts(note);
  for (const { name, id, bytes } of signatures) {
    const by = trusted.find((each) => each.name === name && each.id === id);
    if (by === undefined) continue;
    if (verify(null, Buffer.from(text), by.key, bytes)) return { text, by };
    throw new NoteInvalid(
      `its signature does not fit: somebody changed what it says, or it was not copied whole; ${takeOther}`,
    );
  }
  if (trusted.some(({ key }) => standing(note, key) === "spoilt")) {
    throw new NoteInvalid(
      `its signature is by a trusted key, and names another: it was changed; ${takeOther}`,
    );
  }
  const signed = signatures.map(({ name, id }) => `"${name}+${id}"`).join(", ");
  const wanted = trusted.map(({ name, id }) => `"${name}+${id}"`).join(", ");
  throw new SignedByOther(
    `it is signed by ${signed}, and what is trusted here is ${wanted === "" ? "no key" : wanted}; name the key that you kept with --key, or take the right note`,
  );
}

/** Whether a key signed it just so, signed something of it that was changed since, or had no part in it. */
export function standing(note: string, key: KeyObject): "whole" | "spoilt" | "other" {
  const { text, signatures } = parts(note);
  for (const { name, id, bytes } of signatures) {
    const verifier = verifierOf(name, key);
    const signs = verify(null, Buffer.from(text), verifier.key, bytes);
    if (signs && verifier.id === id) return "whole";
    if (signs || verifier.id === id) return "spoilt";
  }
  return "other";
}

/** The text without a look at who signed it, for what is trusted for other reasons. */
export function textOfNote(note: string): string {
  return parts(note).text;
}

type Signature = { name: string; id: string; bytes: Uint8Array };

function parts(note: string): { text: string; signatures: Signature[] } {
  const end = note.lastIndexOf("\n\n");
  if (end === -1 || !note.endsWith("\n")) {
    throw new NoteInvalid(
      `it is no signed note, or only a part of one; it must hold text, a blank line, and a line that begins with "—"`,
    );
  }
  if (Buffer.byteLength(note) > mostBytes || control.test(note)) {
    throw new NoteInvalid(
      `it is no signed note: it is too long, or holds more than text; ${takeOther}`,
    );
  }
  const lines = note.slice(end + 2, -1).split("\n");
  if (lines.length > mostSignatures) {
    throw new NoteInvalid(`it holds more than ${mostSignatures} signatures; ${takeOther}`);
  }
  return { text: note.slice(0, end + 1), signatures: lines.map(signatureIn) };
}

function signatureIn(line: string): Signature {
  const found = /^— ([^+\s]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line);
  const bytes = bytesOf(found?.[2] ?? "");
  if (found === null || bytes === null || bytes.byteLength < 5) {
    throw new NoteInvalid(`its signature is cut off or mistyped; ${takeOther}`);
  }
  return {
    name: found[1] ?? "",
    id: bytes.subarray(0, 4).toString("hex"),
    bytes: bytes.subarray(4),
  };
}

/** Base64 that is written in the one way in which it is written: else null. */
export function bytesOf(base64: string): Buffer | null {
  const bytes = Buffer.from(base64, "base64");
  return bytes.toString("base64") === base64 ? bytes : null;
}

function idOf(name: string, raw: Uint8Array): string {
  const bytes = Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(ed25519), raw]);
  return hash("sha256", bytes, "hex").slice(0, 8);
}

function rawOf(key: KeyObject): Buffer {
  const { crv, x } = key.export({ format: "jwk" });
  if (crv === "Ed25519" && x !== undefined) return Buffer.from(x, "base64url");
  throw new NoteInvalid("the signing key is none for Ed25519; put the one of this workspace back");
}
