import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { NoteInvalid, readVkey, type Verifier } from "../ledger/note.ts";
import { BackupRefused } from "./refused.ts";

/**
 * Encryption by age (age-encryption.org/v1), to one X25519 recipient: who makes backups needs only
 * the recipient, who reads them the identity. What is written opens with any age tool.
 */
export type Identity = {
  secret: string;
  /** Who signs the backups; null where the file does not say. */
  signer: Verifier | null;
};

export async function makeIdentity(): Promise<{ secret: string; recipient: string }> {
  const secret = await generateX25519Identity();
  return { secret, recipient: await identityToRecipient(secret) };
}

export async function recipientOf({ secret }: Identity): Promise<string> {
  return identityToRecipient(secret);
}

const signerLine = /^# signer: (\S+)\s*$/m;

/** The text of an identity file as age reads it; the signer stands in a comment. */
export function identityText(secret: string, recipient: string, signer: string): string {
  return [
    "# Identity of the backups of your company. Keep it away from this computer:",
    "# without it nobody reads a backup, also not you.",
    `# public key: ${recipient}`,
    `# signer: ${signer}`,
    secret,
    "",
  ].join("\n");
}

export function parseIdentity(text: string, from: string): Identity {
  const secret = text
    .split("\n")
    .map((line) => line.trim())
    .find((line) => line.startsWith("AGE-SECRET-KEY-"));
  if (secret === undefined) {
    throw new BackupRefused(
      "identity_invalid",
      `Cannot use the identity in ${from}: it holds no line that begins with AGE-SECRET-KEY-; name the file that you kept when backups were set up`,
    );
  }
  try {
    new Decrypter().addIdentity(secret);
  } catch {
    throw new BackupRefused(
      "identity_invalid",
      `Cannot use the identity in ${from}: its key is mistyped or cut off; copy it again from where you keep it`,
    );
  }
  return { secret, signer: signerIn(text, from) };
}

function signerIn(text: string, from: string): Verifier | null {
  const vkey = signerLine.exec(text)?.[1];
  try {
    return vkey === undefined ? null : readVkey(vkey);
  } catch (error) {
    if (!(error instanceof NoteInvalid)) throw error;
    throw new BackupRefused(
      "identity_invalid",
      `Cannot use the identity in ${from}: ${error.message}`,
      error,
    );
  }
}

export async function encrypt(bytes: Uint8Array, recipient: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  addRecipient(encrypter, recipient);
  return encrypter.encrypt(bytes);
}

export function checkRecipient(recipient: string): void {
  addRecipient(new Encrypter(), recipient);
}

function addRecipient(encrypter: Encrypter, recipient: string): void {
  try {
    encrypter.addRecipient(recipient);
  } catch (error) {
    throw new BackupRefused(
      "recipient_invalid",
      `Cannot encrypt for "${recipient}": it is no recipient of age; copy the line that begins with age1`,
      error,
    );
  }
}

/** Throws whatever age says; the caller knows which object it was. */
export async function decrypt(bytes: Uint8Array, { secret }: Identity): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(secret);
  return decrypter.decrypt(bytes);
}

/** Whether age found no key for this identity, and not that the bytes are spoilt. */
export function isWrongIdentity(error: unknown): boolean {
  return error instanceof Error && /no identity matched/i.test(error.message);
}
