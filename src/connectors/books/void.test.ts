import { readdir } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { at, books, company, issueArgs, settings } from "../../../test/fixtures/books.ts";
import { booksKind } from "./books.ts";

test("voiding takes back what was charged that day, whatever the rules say by now", async () => {
  const rules = [{ when: { supply: "books" }, charge: "reduced" }, { charge: "standard" }];
  const { sent, root, files, text } = await books({ vat: { rate: 19, reduced: 7, rules } });
  const { kind, engagement, client } = issueArgs;
  const lines = [
    { text: "Design", price: "100.00 EUR" },
    { text: "Photo book", price: "50.00 EUR", supply: "books" },
  ];
  const { request, result } = await sent("t1", { kind, engagement, client, lines });
  expect(result).toMatchObject({ net: "150.00 EUR", vat: "22.50 EUR" });
  expect(await text()).toContain(
    "taxes: standard/19/100.00EUR/19.00EUR + reduced/7/50.00EUR/3.50EUR",
  );
  const place = {
    workspace: path.join(root, "ws"),
    root,
    now: () => at,
    secret: () => "",
    company,
  };
  const later = await booksKind.make({ ...settings, vat: { rate: 20 } }, place);
  await later.actions["invoice.issue"]?.compensate?.(request, result, files);
  expect(await text()).toMatch(/2026-001-CN\)[^]*liabilities:vat +22\.50 EUR/);
});

test("voiding keeps the number, reverses the figures of that day and writes a credit note", async () => {
  const { sent, issue, files, next, text, root } = await books();
  const { request, result } = await sent("t1");
  const undone = await issue.compensate?.({ ...request, at: at + 86_400_000 }, result, files);
  expect(undone).toMatchObject({ invoice: "2026-001", date: "2026-06-03" });
  expect(await next()).toBe("2026-002");
  expect(await readdir(path.join(root, "books/invoices"))).toEqual([
    "2026-001-CN.pdf",
    "2026-001.pdf",
  ]);
  expect(await text()).toMatch(/2026-001-CN\)[^]*assets:receivable {2}-2856\.00 EUR/);
});
