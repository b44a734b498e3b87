import type { KeyObject } from "node:crypto";
import { z } from "zod";
import type { Verifier } from "../ledger/note.ts";
import { damaged } from "./refused.ts";
import { isSignedBy, signatureOf } from "./signature.ts";

/**
 * What a snapshot consists of, openly: opaque ids, sizes and digests, so that presence and wholeness
 * can be checked, and the next backup made, without the identity.
 *
 * MF1 The company signs it: an object that others put in the place of ours is none of this snapshot.
 * MF2 Blobs are named by keyed hashes: who has only the folder cannot tell whether it holds a file.
 * MF3 It carries the forgotten-list, which every restore applies (LG5). Who is forgotten between two
 *     backups stands in a list of its own.
 */
const id = z.string().regex(/^\d{8}T\d{9}Z-[0-9a-f]{8}$/);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);
const stored = { name: digest, bytes: count, raw: count, sha256: digest };
const forgotten = z.array(z.strictObject({ subject: z.string().min(1), at: z.number() }));

const segment = z.strictObject({
  ...stored,
  from: count,
  to: count,
  /** Values in it, and how many subjects were forgotten and entries removed when they were counted last (SG2). */
  values: count,
  forgotten: count,
});
const pack = z.strictObject({ ...stored, blobs: z.array(digest) });

const snapshot = z.strictObject({
  format: z.literal(1),
  id,
  at: z.number(),
  workspace: z.string().min(1),
  epoch: count,
  /** Size and root of the tree over the events. */
  events: count,
  root: digest,
  values: count,
  /** The newest signed checkpoint as a note, where there is one. */
  checkpoint: z.string().nullable(),
  /** Digests of the projections as they stood, under the digest of their declaration. */
  projections: z.strictObject({ declared: digest, tables: z.record(z.string(), z.string()) }),
  forgotten,
  segments: z.array(segment),
  packs: z.array(pack),
  meta: z.strictObject(stored),
  signature: z.string(),
});

const keysCopy = z.strictObject({
  format: z.literal(1),
  id,
  at: z.number(),
  workspace: z.string().min(1),
  keys: count,
  forgotten,
  object: z.strictObject(stored),
  signature: z.string(),
});

const list = z.strictObject({
  format: z.literal(1),
  id,
  at: z.number(),
  workspace: z.string().min(1),
  forgotten,
  signature: z.string(),
});

export type Segment = z.infer<typeof segment>;
export type Pack = z.infer<typeof pack>;
export type Snapshot = z.infer<typeof snapshot>;
export type KeysCopy = z.infer<typeof keysCopy>;
export type ForgottenList = z.infer<typeof list>;
export type Forgotten = Snapshot["forgotten"];

const formats = { snapshot, keys: keysCopy, list };
export type Manifests = { snapshot: Snapshot; keys: KeysCopy; list: ForgottenList };
type Manifest = Manifests[keyof Manifests];

/** MF1. The text that is written, signed over everything but the signature. */
export function signed<T extends Manifest>(body: Omit<T, "signature">, key: KeyObject): T {
  // Only `signature` was missing.
  return { ...body, signature: signatureOf(JSON.stringify(body), key) } as T;
}

export function textOf(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 1)}\n`;
}

/** `signer`: null where nobody said whose it must be. Throws BackupRefused with the reason. */
export function parse<K extends keyof Manifests>(
  kind: K,
  text: string,
  file: string,
  signer: Verifier | null,
): Manifests[K] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw damaged(`"${file}" is no manifest`, error);
  }
  const format = typeof json === "object" && json !== null && "format" in json ? json.format : 1;
  if (format !== 1) {
    throw damaged(`"${file}" is of format ${String(format)}, made by a newer Mainstay`);
  }
  const found = formats[kind].safeParse(json);
  if (!found.success) {
    throw damaged(`"${file}" is no manifest of a backup`, found.error);
  }
  const { signature } = found.data;
  // As it was written: the order of what is signed is that of the file, not that of the schema.
  const { signature: _, ...body } = json as Record<string, unknown>;
  if (signer !== null && !isSignedBy(JSON.stringify(body), signature, signer.key)) {
    throw damaged(`"${file}" was not signed with the key "${signer.name}+${signer.id}"`);
  }
  // The schema that was looked up by `kind` has just said so.
  return found.data as Manifests[K];
}

/** Sorts by time to the millisecond, and tells the day at a glance. */
export function idAt(at: number, chance: string): string {
  return `${stampOf(at)}-${chance.slice(0, 8)}`;
}

export function stampOf(at: number): string {
  return new Date(at).toISOString().replaceAll(/[-:.]/g, "");
}
