import type { EventStore } from "../../src/ledger/store.ts";
import type { Disk } from "./disk.ts";

/** Calls that change what is on the disk; each is a place where a process may die. */
const changing: ReadonlySet<string> = new Set([
  "prepare",
  "commit",
  "rebuild",
  "putBlob",
  "setMeta",
  "dropValues",
  "dropBlob",
]);

export type Access = {
  read(method: string, answer: () => unknown): Promise<unknown>;
  write(method: string, args: readonly unknown[]): Promise<unknown>;
};

/** The store as one process sees it: every call is answered when its turn comes. */
export function storeOn(disk: Disk, access: Access): EventStore {
  return new Proxy<EventStore>(disk.store, {
    get(store, name) {
      const method: unknown = Reflect.get(store, name, store);
      if (typeof method !== "function" || typeof name !== "string") return method;
      return (...args: unknown[]) => {
        const answer = (): unknown => Reflect.apply(method, store, args);
        if (name === "blobNames") return answer();
        return changing.has(name) ? access.write(name, args) : access.read(name, answer);
      };
    },
  });
}
