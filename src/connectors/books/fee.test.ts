import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { connectorContract } from "../../../test/contracts/connector.ts";
import { at, booksPaid } from "../../../test/fixtures/books.ts";
import type { JsonObject } from "../../value/json.ts";

const hledger = spawnSync("hledger", ["--version"]).error === undefined;

const args = { invoice: "2026-001", amount: "5.00 EUR", line: "b1" };

async function rig() {
  const own = await booksPaid("1197.00 EUR");
  const action = own.connector.actions["payment.fee"];
  if (action === undefined) throw new Error("no such action");
  const request = (token: string, given: JsonObject) => ({ token, digest: "d", args: given, at });
  return {
    ...own,
    fee: async (token: string, given: JsonObject = args) =>
      action.perform(request(token, given), own.files),
    undo: async (token: string) => action.compensate?.(request(token, args), {}, own.files),
    count: async (tag: string) =>
      (await own.text()).split(`; mainstay: ${tag}, invoice:`).length - 1,
  };
}

connectorContract("books payment.fee", async () => {
  const { connector, files, count } = await rig();
  return {
    connector,
    action: "payment.fee",
    args,
    otherArgs: { ...args, amount: "2.00 EUR", line: "b2" },
    files,
    acts: () => count("fee"),
    undone: () => count("fee-reversal"),
  };
});

test("FE1: a fee is income without VAT, no more than was paid too much, and can be taken back", async () => {
  const { fee, undo, journal, connector } = await rig();
  await expect(fee("t1", { ...args, amount: "7.01 EUR" })).rejects.toMatchObject({
    happened: "no",
    message: 'Cannot enter 7.01 EUR as a fee: only 7.00 EUR was paid too much on "2026-001"',
  });
  expect(await fee("t2")).toMatchObject({ invoice: "2026-001", open: "-2.00 EUR" });
  const moved = (await connector.movements?.()) ?? [];
  expect(moved.at(-1)).toMatchObject({ kind: "fee", owed: "5.00 EUR", vat: "0.00 EUR" });
  if (hledger) {
    expect(spawnSync("hledger", ["-f", journal, "check", "--strict"]).stderr.toString()).toBe("");
  }
  expect(await undo("t2")).toMatchObject({ open: "-7.00 EUR" });
  await expect(undo("t3")).rejects.toMatchObject({ happened: "no", failure: "semantic" });
});
