import type { Files } from "../../src/connectors/contract.ts";
import { ofBytes } from "../../src/value/digest.ts";

export type MemoryFiles = Files & { readonly blobs: ReadonlyMap<string, Uint8Array> };

export function memoryFiles(): MemoryFiles {
  const blobs = new Map<string, Uint8Array>();
  return {
    blobs,
    async put(bytes) {
      const digest = ofBytes(bytes);
      blobs.set(digest, Uint8Array.from(bytes));
      return digest;
    },
    async get(digest) {
      return blobs.get(digest) ?? null;
    },
  };
}
