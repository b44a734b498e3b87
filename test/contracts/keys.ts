import { expect, test } from "vitest";
import type { Keys } from "../../src/ledger/keys.ts";

/** What every implementation of Keys keeps. */
export function keepsKeys(open: () => Promise<Keys>): void {
  test("KY1: each subject has one key, of its own, for as long as it has one", async () => {
    const keys = await open();
    expect(keys.get("s1")).toBeNull();
    const one = keys.make("s1");
    expect([one.seal.byteLength, one.print.byteLength]).toEqual([32, 32]);
    expect(keys.make("s2")).not.toEqual(one);
    expect(keys.get("s1")).toBe(one);
    await keys.synced();
    expect(keys.get("s1")).toBe(one);
    expect(() => keys.make("s1")).toThrow("it has or had one");
    expect(await keys.all()).toEqual([
      { subject: "s1", key: one },
      { subject: "s2", key: keys.get("s2") },
    ]);
    await keys.close();
  });

  test("KY1: a subject whose key was destroyed never gets another", async () => {
    const keys = await open();
    const key = keys.make("s1");
    await keys.synced();
    await keys.destroy("s1", 7);
    expect(keys.get("s1")).toBe("destroyed");
    expect(() => keys.make("s1")).toThrow("it has or had one");
    keys.adopt("s1", key);
    await keys.synced();
    expect(keys.get("s1")).toBe("destroyed");
    expect(await keys.all()).toEqual([]);
    await keys.close();
  });

  test("who never had a key, or has one that is not synced yet, can be forgotten, and the first time stands", async () => {
    const keys = await open();
    keys.make("s2");
    await keys.destroy("s1", 7);
    await keys.destroy("s1", 9);
    await keys.destroy("s2", 8);
    await keys.synced();
    expect(keys.get("s2")).toBe("destroyed");
    expect(await keys.forgotten()).toEqual([
      { subject: "s1", at: 7 },
      { subject: "s2", at: 8 },
    ]);
    await keys.close();
  });

  test("a key that was made elsewhere is taken as it is", async () => {
    const keys = await open();
    const key = { seal: new Uint8Array(32).fill(1), print: new Uint8Array(32).fill(2) };
    keys.adopt("s1", key);
    await keys.synced();
    expect(keys.get("s1")).toEqual(key);
    await keys.close();
  });
}
