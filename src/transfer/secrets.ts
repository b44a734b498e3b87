import { Damaged } from "../ledger/store.ts";
import type { Keys } from "../ledger/keys.ts";
import { isObject } from "../value/json.ts";
import { remedy } from "./history.ts";

/** What `keys.json` holds. Whoever has it opens what is sealed, and signs as the company. */
export type Secrets = {
  /** Of the workspace, hexadecimal. */
  workspaceKey: string;
  /** Names the file of keys, as the settings do. */
  keysId: string;
  /** With which the company signs what it states about its history, in PEM; null: it never did. */
  signing: string | null;
  subjects: { subject: string; seal: string; print: string }[];
  forgotten: { subject: string; at: number }[];
};

export async function secretsOf(
  keys: Keys & { readonly id: string },
  workspaceKey: string,
  signing: string | null,
): Promise<Secrets> {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
  const all = await keys.all();
  return {
    workspaceKey,
    keysId: keys.id,
    signing,
    subjects: all
      .map(({ subject, key }) => ({ subject, seal: hex(key.seal), print: hex(key.print) }))
      .toSorted(bySubject),
    forgotten: [...(await keys.forgotten())].toSorted(bySubject),
  };
}

export function readSecrets(text: string): Secrets {
  const told: unknown = JSON.parse(text);
  if (isObject(told)) {
    const { workspaceKey, keysId, signing, subjects, forgotten } = told;
    const isKey = (key: unknown) =>
      isObject(key) &&
      typeof key["subject"] === "string" &&
      isHex(key["seal"]) &&
      isHex(key["print"]);
    const isForgotten = (entry: unknown) =>
      isObject(entry) && typeof entry["subject"] === "string" && Number.isSafeInteger(entry["at"]);
    if (
      isHex(workspaceKey) &&
      typeof keysId === "string" &&
      (signing === null || typeof signing === "string") &&
      Array.isArray(subjects) &&
      subjects.every(isKey) &&
      Array.isArray(forgotten) &&
      forgotten.every(isForgotten)
    ) {
      // Every member was looked at.
      return told as unknown as Secrets;
    }
  }
  throw new Damaged(`Cannot read the keys of the export: they are not whole; ${remedy}`);
}

export async function fillKeys(keys: Keys, secrets: Secrets): Promise<void> {
  const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));
  for (const { subject, seal, print } of secrets.subjects) {
    keys.adopt(subject, { seal: bytes(seal), print: bytes(print) });
  }
  await keys.synced();
  for (const { subject, at } of secrets.forgotten) await keys.destroy(subject, at);
}

function isHex(text: unknown): text is string {
  return typeof text === "string" && /^[0-9a-f]{64}$/.test(text);
}

function bySubject(a: { subject: string }, b: { subject: string }): number {
  return a.subject < b.subject ? -1 : 1;
}
