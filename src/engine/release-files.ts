import { remedy } from "../ledger/codec.ts";
import { Damaged, type EventStore } from "../ledger/store.ts";
import type { Release, Settings } from "../workspace/release.ts";

/** It is found again by its id: a run goes on with the release that it began with. */
export async function keepRelease(store: EventStore, release: Release): Promise<void> {
  await store.setMeta(`release:${release.id}`, await store.putBlob(bytesOf(release)));
}

/** Answers the digest by which they are named. */
export function keepSettings(store: EventStore, settings: Settings): Promise<string> {
  return store.putBlob(bytesOf(settings));
}

export async function readRelease(store: EventStore, id: string): Promise<Release> {
  const digest = await store.getMeta(`release:${id}`);
  if (digest === null) throw new Error(`Cannot find release "${id}": this workspace never had it`);
  return read<Release>(store, digest);
}

export function readSettings(store: EventStore, digest: string): Promise<Settings> {
  return read<Settings>(store, digest);
}

/** The blob's digest was checked by the store, and only this module writes such blobs. */
async function read<T>(store: EventStore, digest: string): Promise<T> {
  const bytes = await store.getBlob(digest);
  if (bytes === null) throw new Damaged(`Cannot read file "${digest}": it is missing; ${remedy}`);
  return JSON.parse(new TextDecoder().decode(bytes)) as T;
}

function bytesOf(value: Release | Settings): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
