import { mkdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { connectorContract, type Rig } from "../../../test/contracts/connector.ts";
import { books, issueArgs, older, settings } from "../../../test/fixtures/books.ts";
import type { JsonObject } from "../../value/json.ts";
import { booksKind } from "./books.ts";

async function counted(text: Promise<string>, kind: string): Promise<number> {
  return (await text).split(`; mainstay: ${kind},`).length - 1;
}

async function jam(journal: string): Promise<() => Promise<void>> {
  const aside = `${journal}.aside`;
  await rename(journal, aside).catch(async () =>
    writeFile(aside, "", { flag: "wx" }).catch(() => {}),
  );
  await mkdir(journal, { recursive: true });
  return async () => {
    await rmdir(journal);
    await rename(aside, journal).catch(() => {});
  };
}

async function rig(name: string, args: JsonObject, otherArgs: JsonObject): Promise<Rig> {
  const { connector, files, journal, text } = await books();
  await mkdir(path.dirname(journal), { recursive: true });
  await writeFile(journal, older);
  const [kind, undo] =
    name === "invoice.issue" ? ["invoice", "credit-note"] : ["payment", "payment-reversal"];
  return {
    connector,
    action: name,
    args,
    otherArgs,
    files,
    acts: async () => counted(text(), kind ?? ""),
    undone: async () => counted(text(), undo ?? ""),
    jam: async () => jam(journal),
  };
}

connectorContract("books invoice.issue", async () =>
  rig("invoice.issue", issueArgs, {
    ...issueArgs,
    kind: "final",
    service: { from: "2026-06-01", to: "2026-07-15" },
  }),
);

const paymentArgs = { invoice: "2026-001", amount: "190.00 EUR", date: "2026-06-05", line: "b1" };
connectorContract("books payment.record", async () =>
  rig("payment.record", paymentArgs, { ...paymentArgs, amount: "1000.00 EUR", line: "b2" }),
);

test("an entry that the operator broke is not taken for an act, nor repeated", async () => {
  const { sent, issue, files, journal, text, connector } = await books();
  const { request } = await sent("t1");
  await writeFile(journal, (await text()).replace("-456.00", "-450.00"));
  await expect(issue.find(request, files)).rejects.toMatchObject({ happened: "maybe" });
  await expect(issue.perform(request, files)).rejects.toMatchObject({ happened: "maybe" });
  expect(await connector.health()).toMatchObject({ ok: false, note: /does not balance/ });
});

test.each([
  ["a gap", (text: string) => text.replaceAll("2026-002", "2026-003"), '"2026-002" is missing'],
  [
    "an entry copied by hand",
    (text: string) => text + text.slice(text.lastIndexOf("\n2026-")),
    "two entries carry the token",
  ],
  [
    "a number used twice",
    (text: string) => text.replaceAll("2026-002", "2026-001"),
    'two invoices have the number "2026-001"',
  ],
])("health names %s", async (_, change, note) => {
  const { sent, journal, text, connector } = await books();
  await sent("t1");
  expect(await connector.health()).toMatchObject({ ok: true, note: /^1 invoice without a gap/ });
  await sent("t2", { ...issueArgs, kind: "final" });
  expect(await connector.health()).toMatchObject({ ok: true, note: /^2 invoices without a gap/ });
  await writeFile(journal, change(await text()));
  expect(await connector.health()).toMatchObject({
    ok: false,
    note: expect.stringContaining(note),
  });
});

test("health compares documents with what was kept of them, and says what it does not compare", async () => {
  const { sent, files, connector, root } = await books({
    vat: { rate: 19, rules: [{ charge: "standard" }] },
  });
  const { result } = await sent("t1");
  await sent("t2", { ...issueArgs, kind: "final" });
  const well = await connector.health(files);
  expect(well).toMatchObject({
    ok: true,
    note: expect.stringMatching(/compared with what was kept of them, amounts .* with nothing$/),
  });
  expect(well.amiss).toBeUndefined();
  const file = path.join(root, settings.invoices, "2026-001.pdf");
  const right = await readFile(file);
  const wrong = Buffer.from(right);
  wrong[400] = (wrong[400] ?? 0) ^ 1;
  await writeFile(file, wrong);
  expect(await connector.health(files)).toMatchObject({
    ok: true,
    amiss: { line: expect.stringMatching(/^"2026-001\.pdf" in ".*" is not as it was written$/) },
  });
  expect((await connector.health()).amiss).toBeUndefined();
  const { pdf } = result as { pdf: { digest: string } };
  expect(right.equals((await files.get(pdf.digest)) ?? Buffer.alloc(0))).toBe(true);
  await rm(file);
  expect((await connector.health(files)).amiss).toBeUndefined();
});

test.each([
  [{ series: "2026" }, 'like "YYYY-NNN"'],
  [{ vat: { rate: 99 } }, "50"],
  [{ template: "../x.typ" }, "invoice.typ"],
  [{ accounts: { receivable: "a  b", income: "b", vat: "c", bank: "d" } }, "assets:receivable"],
])("settings are refused with a remedy: %j", (more, words) => {
  const read = booksKind.schema.safeParse({ ...settings, ...more });
  expect(JSON.stringify(read.error?.issues).replaceAll("\\", "")).toContain(words);
});
