import { spawnSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { books, issueArgs } from "../../../test/fixtures/books.ts";
import { hledger } from "../../../test/fixtures/hledger.ts";

test.skipIf(!hledger)("hledger accepts every line, strictly (needs hledger)", async () => {
  const exchange = {
    JPY: { rate: "0.0061", date: "2026-05-31" },
    BHD: { rate: "2.44", date: "2026-05-31" },
  };
  const { sent, pay, issue, files, journal } = await books({ exchange });
  const { request, result } = await sent("run/each[a, b; c: d]/0");
  await sent("t2", { ...issueArgs, kind: "yen", amount: "120000 JPY" });
  await sent("t3", { ...issueArgs, kind: "dinar", amount: "1.250 BHD" });
  await sent("t4", {
    kind: "final",
    engagement: "e17",
    client: { name: '; | #import "x" 2026-06-02 = (1)' },
    lines: [{ text: "Work", quantity: "1.5", unit: "h", price: "95.00 EUR" }],
    vat: "none",
  });
  await issue.compensate?.(request, result, files);
  const args = { invoice: "2026-002", amount: "142800 JPY", date: "2026-06-05", line: "b1,b2; x" };
  await pay("p1", args);
  const run = spawnSync("hledger", ["check", "--strict", "-f", journal], { encoding: "utf8" });
  expect(run.stderr).toBe("");
  expect(run.status).toBe(0);
});

test.skipIf(!hledger)("hledger reads our amounts as we mean them (needs hledger)", async () => {
  const { sent, journal } = await books();
  await mkdir(path.dirname(journal));
  await writeFile(journal, "commodity 1.000,00 EUR\n");
  await sent("t1");
  const run = spawnSync("hledger", ["check", "--strict", "-f", journal], { encoding: "utf8" });
  expect(run.stderr).toBe("");
  const sum = ["balance", "receivable", "-N", "-f", journal];
  expect(spawnSync("hledger", sum, { encoding: "utf8" }).stdout).toContain("2.856,00 EUR");
});
