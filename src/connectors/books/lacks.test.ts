import { expect, test } from "vitest";
import { books, company, issueArgs } from "../../../test/fixtures/books.ts";
import { backwards, lacks, unsaid } from "./lacks.ts";

const nothing = { country: "DE", lines: [], vatId: null, taxNumber: null };

test.each([
  ["DE", true, "your postal address and your VAT id or tax number"],
  ["DE", false, "your postal address and your VAT id or tax number"],
  ["ES", false, "your postal address"],
  ["CH", true, "your postal address and your VAT id or tax number"],
])("in %s, where VAT is charged: %s, invoices lack %s", (country, charges, what) => {
  expect(lacks({ ...nothing, country }, charges)?.note).toBe(`Your invoices lack ${what}`);
});

test("nothing is said of a country whose law is not known here, nor where all is there", () => {
  expect(lacks({ ...nothing, country: "US" }, true)).toBe(null);
  const lines = ["Weg 1", "20095 Hamburg"];
  expect(lacks({ ...nothing, lines, taxNumber: "22/123/45678" }, true)).toBe(null);
});

test("the books say it of themselves, and that they work all the same", async () => {
  const { address: _, ...details } = company.details;
  const { connector } = await books({}, details);
  expect(await connector.health()).toMatchObject({
    ok: false,
    note: "Your invoices lack your postal address",
    mend: { remedy: expect.stringContaining('"mainstay init --change address"') },
  });
  expect((await (await books()).connector.health()).ok).toBe(true);
});

test("an invoice says when the work was done, where the law asks for it and something was done", () => {
  expect(unsaid({ kind: "final" }, "DE")).toContain('give "service" its day as "from"');
  expect(unsaid({ kind: "final", service: { from: "2026-05-01" } }, "DE")).toBe(null);
  expect(unsaid({ kind: "deposit-2" }, "DE")).toBe(null);
  expect(unsaid({ kind: "final" }, "US")).toBe(null);
  expect(unsaid({ kind: "final" }, undefined)).toBe(null);
});

test("no invoice is issued for work that ended before it began", async () => {
  expect(backwards({})).toBe(null);
  expect(backwards({ service: { from: "2026-05-01" } })).toBe(null);
  expect(backwards({ service: { from: "2026-05-01", to: "2026-05-01" } })).toBe(null);
  const { connector } = await books();
  const input = connector.actions["invoice.issue"]?.input;
  const service = { from: "2026-11-15", to: "2026-11-01" };
  const message = expect.stringContaining("on 2026-11-01, before it began on 2026-11-15; give");
  expect(input?.safeParse({ ...issueArgs, service }).error?.issues).toMatchObject([
    { path: ["service"], message },
  ]);
});

test("it is refused before it takes a number, and goes with the remedy it names", async () => {
  const { connector } = await books();
  const input = connector.actions["invoice.issue"]?.input;
  const final = { ...issueArgs, kind: "final" };
  expect(input?.safeParse(final).error?.issues).toMatchObject([
    { path: ["service"], message: expect.stringContaining("when the work was done") as string },
  ]);
  const service = { from: "2026-05-01" };
  expect(input?.safeParse({ ...final, service }).success).toBe(true);
  expect(input?.safeParse({ ...final, kind: "advance" }).success).toBe(true);
});
