import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { connectorContract } from "../../../test/contracts/connector.ts";
import { at, booksPaid } from "../../../test/fixtures/books.ts";
import { hledger } from "../../../test/fixtures/hledger.ts";
import type { JsonObject } from "../../value/json.ts";

const another = `
2026-06-01 (2026-002) Harbour Books
    assets:receivable  200.00 EUR
    income:services  -200.00 EUR
`;
const kept = { invoice: "2026-001", amount: "300.00 EUR", line: "b1" };
const used = { invoice: "2026-002", of: "2026-001", amount: "200.00 EUR" };

async function rig() {
  const own = await booksPaid("1490.00 EUR", another);
  const { "payment.keep": keep, "payment.use": use } = own.connector.actions;
  if (keep === undefined || use === undefined) throw new Error("no such action");
  const request = (token: string, args: JsonObject) => ({ token, digest: "d", args, at });
  return {
    ...own,
    keep: async (token: string, args: JsonObject = kept) =>
      keep.perform(request(token, args), own.files),
    use: async (token: string, args: JsonObject = used) =>
      use.perform(request(token, args), own.files),
    unkeep: async (token: string) => keep.compensate?.(request(token, kept), {}, own.files),
    unuse: async (token: string) => use.compensate?.(request(token, used), {}, own.files),
    count: async (tag: string) =>
      (await own.text()).split(`; mainstay: ${tag}, invoice:`).length - 1,
    strict: () =>
      hledger
        ? spawnSync("hledger", ["-f", own.journal, "check", "--strict"]).stderr.toString()
        : "",
  };
}

connectorContract("books payment.keep", async () => {
  const { connector, files, count } = await rig();
  return {
    connector,
    action: "payment.keep",
    args: { ...kept, amount: "5.00 EUR" },
    otherArgs: { ...kept, amount: "2.00 EUR", line: "b2" },
    files,
    acts: () => count("kept"),
    undone: () => count("kept-reversal"),
  };
});

connectorContract("books payment.use", async () => {
  const { connector, files, count, keep } = await rig();
  await keep("kept");
  return {
    connector,
    action: "payment.use",
    args: { ...used, amount: "5.00 EUR" },
    otherArgs: { ...used, amount: "2.00 EUR" },
    files,
    acts: () => count("kept-use"),
    undone: () => count("kept-use-reversal"),
  };
});

test("KP1: no more is kept than was paid too much; used of it, it stays kept", async () => {
  const { keep, use, unkeep, unuse, strict } = await rig();
  await expect(keep("t1", { ...kept, amount: "300.01 EUR" })).rejects.toMatchObject({
    happened: "no",
    message: 'Cannot keep 300.01 EUR: only 300.00 EUR was paid too much on "2026-001"',
  });
  expect(await keep("t2")).toMatchObject({ open: "0.00 EUR", paid: true });
  expect(await use("t3")).toMatchObject({ invoice: "2026-002", open: "0.00 EUR", paid: true });
  await expect(unkeep("t2")).rejects.toMatchObject({
    message:
      "Cannot take it back: 200.00 EUR of it was used for another invoice; take that back first",
  });
  expect(await unuse("t3")).toMatchObject({ open: "200.00 EUR", paid: false });
  expect(await unkeep("t2")).toMatchObject({ open: "-300.00 EUR" });
  await expect(unkeep("t9")).rejects.toMatchObject({ happened: "no", failure: "semantic" });
  expect(strict()).toBe("");
});

test("KP2: no more is used than is kept, nor than is open", async () => {
  const { keep, use, connector, strict } = await rig();
  const refused = async (more: JsonObject) =>
    await use("t0", { ...used, ...more }).catch((error: unknown) => String(error));
  expect(await refused({})).toContain('200.00 EUR of what was kept: nothing is kept of "2026-001"');
  await keep("t1");
  expect(await refused({ amount: "250.00 EUR" })).toContain('of "2026-002" 200.00 EUR are open');
  expect(await refused({ invoice: "2026-009" })).toContain("the books hold no invoice");
  expect(await use("t2", { ...used, amount: "120.00 EUR" })).toMatchObject({ open: "80.00 EUR" });
  expect(await refused({ amount: "181.00 EUR" })).toContain("only 180.00 EUR is kept");
  const moved = (await connector.movements?.()) ?? [];
  expect(moved.slice(-2)).toMatchObject([
    { kind: "kept", invoice: "2026-001", owed: "300.00 EUR" },
    { kind: "kept", invoice: "2026-002", owed: "-120.00 EUR" },
  ]);
  expect(strict()).toBe("");
});
