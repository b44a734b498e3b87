import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { connectorContract } from "../../../test/contracts/connector.ts";
import { at, books } from "../../../test/fixtures/books.ts";
import { makeFolder } from "../folder.ts";
import path from "node:path";
import type { JsonObject } from "../../value/json.ts";

const hledger = spawnSync("hledger", ["--version"]).error === undefined;

const args = {
  number: "2025-041",
  client: "Nordlicht Coffee; GmbH",
  open: "1190.00 EUR",
  due: "2026-05-15",
  reference: "RF18539007547034",
};
const refused = { happened: "no", failure: "semantic" };

async function rig() {
  const own = await books({ last: "2026-001" });
  const action = own.connector.actions["invoice.bring"];
  if (action === undefined) throw new Error("no such action");
  const request = (token: string, given: JsonObject) => ({ token, digest: "d", args: given, at });
  return {
    ...own,
    bring: async (token: string, given: JsonObject = args) =>
      action.perform(request(token, given), own.files),
    undo: async (token: string, given: JsonObject = args) =>
      action.compensate?.(request(token, given), {}, own.files),
    count: async (tag: string) =>
      (await own.text()).split(`; mainstay: ${tag}, invoice:`).length - 1,
  };
}

connectorContract("books invoice.bring", async () => {
  const { connector, files, count } = await rig();
  return {
    connector,
    action: "invoice.bring",
    args,
    otherArgs: { ...args, number: "2025-042" },
    files,
    acts: () => count("opening"),
    undone: () => count("opening-reversal"),
  };
});

test("it is owed by the client against opening balances; payments settle it, and hledger agrees", async () => {
  const { bring, pay, sent, journal, connector, text } = await rig();
  expect(await bring("t1")).toMatchObject({ number: "2025-041", open: "1190.00 EUR" });
  expect(await text()).toMatch(/\n {4}assets:receivable +1190.00 EUR\n {4}equity:opening +-1190/);
  const paid = { invoice: "2025-041", date: "2026-06-03" };
  expect(await pay("p1", { ...paid, amount: "190.00 EUR", line: "b1" })).toMatchObject({
    open: "1000.00 EUR",
    paid: false,
  });
  expect(await pay("p2", { ...paid, amount: "1000.00 EUR", line: "b2" })).toMatchObject({
    open: "0.00 EUR",
    paid: true,
  });
  expect((await sent("t2")).result["number"]).toBe("2026-002");
  expect(await connector.health()).toMatchObject({ ok: true, note: /^1 invoice without a gap/ });
  expect(await connector.movements?.()).toMatchObject([
    { kind: "opening", invoice: "2025-041", vat: "0.00 EUR", due: "2026-05-15" },
    { kind: "payment" },
    { kind: "payment" },
    { kind: "invoice" },
  ]);
  if (!hledger) return;
  expect(spawnSync("hledger", ["-f", journal, "check", "--strict"]).status).toBe(0);
});

test("OB1: a number stands there once; by hand with that open it is left as it is, with another it is for a person", async () => {
  const { bring, undo, journal, text } = await rig();
  await makeFolder(path.dirname(journal));
  const byHand =
    "2025-12-01 (2025-041) Nordlicht\n    assets:receivable  1190.00 EUR\n    equity:x  -1190.00 EUR\n";
  await writeFile(journal, byHand);
  await bring("t1");
  await undo("t1");
  expect(await text()).toBe(byHand);
  await expect(bring("t2", { ...args, open: "1000.00 EUR" })).rejects.toMatchObject(refused);
  expect(await text()).toBe(byHand);
});

test("OB2: taken back it is owed no more and may come again; not while payments stand on it", async () => {
  const { bring, undo, pay, text } = await rig();
  await bring("t1");
  await undo("t1");
  const paid = { invoice: "2025-041", date: "2026-06-03", line: "b1", amount: "190.00 EUR" };
  await expect(pay("p1", paid)).rejects.toThrow('the books hold no invoice "2025-041"');
  await bring("t2");
  expect(await pay("p1", paid)).toMatchObject({ open: "1000.00 EUR" });
  const before = await text();
  await expect(undo("t2")).rejects.toMatchObject(refused);
  expect(await text()).toBe(before);
});
