import { rm } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isObject, type Json, textOf } from "../../src/value/json.ts";
import { type Billing, newFolder, openBilling, statement } from "../billing/company.ts";

let folder: string;
let company: Billing;

/** An invoice of 1,190.00, and the same part of it twice in the bank's file: both are asked about. */
beforeEach(async () => {
  folder = await newFolder();
  company = await openBilling(folder, "2026-01-05 09:00");
  const email = "ana@nordlicht.example";
  await company.meet("Nordlicht Coffee", email);
  await company.start("agree-retainer", { client: email, amount: "1000.00 EUR", text: "Care" });
  await company.to("2026-02-01 09:00");
  await company.answer("Bill Nordlicht", "approve");
  const line = ["05.02.2026", "Nordlicht Coffee GmbH", "2026-011", "500,00"] as const;
  await company.bank("feb.csv", statement(line, line));
});
afterEach(async () => {
  await company.close();
  await rm(folder, { recursive: true, force: true });
});

async function firstIsEntered(): Promise<void> {
  await company.answer("Which invoice does 500.00 EUR", "approve");
  await company.answer("a part of 1,190.00 EUR", "approve");
}

const second = "The same line once more";

async function card(title: string) {
  const [line] = await company.items(title);
  return company.desk.item(line?.number ?? 0);
}

const field = (shown: Json, name: string): string => (isObject(shown) ? textOf(shown[name]) : "");

test("GR1: a card shows how things stand when it is looked at, and says that they changed", async () => {
  const before = await card(second);
  expect(field(before.shown, "before")).toContain("it waits for your answer too");
  expect(before.notes.join()).not.toContain("changed since");
  await firstIsEntered();
  const after = await card(second);
  expect(after.number).toBe(before.number);
  expect(field(after.shown, "before")).toContain("it was entered for 2026-011");
  expect(field(after.shown, "it may pay")).toContain("690.00 EUR are open");
  expect(after.notes[0]).toMatch(
    /^changed since you were asked, on \d+ \w+ 2026 at \d\d:\d\d: before, it may pay; it is shown as it stands now$/,
  );
  expect(after.answers).toEqual({
    again: "ask me anew, by how things stand now",
    deny: "it pays none of them; put it away, nothing is entered",
  });
  expect(after.deeds).toEqual([]);
});

test("GR2: no answer to a card that moved is done; asked anew, it is about what is there now", async () => {
  const before = await card(second);
  await firstIsEntered();
  for (const answer of ["approve", "deny"]) {
    const refused = await company.desk.answer(before.number, { answer, digest: before.digest });
    expect(refused).toMatchObject({ ok: false, code: "ground_moved" });
    expect(refused.message).toContain(`"mainstay answer ${before.number} again"`);
  }
  expect(await company.invoice("2026-011")).toMatchObject({ open: "690.00 EUR" });
  await company.answer(second, "again");
  const anew = await card(second);
  expect(anew.number).not.toBe(before.number);
  const { entries } = await company.desk.run(anew.run ?? 0);
  expect(entries.map(({ what }) => what)).toContain("you anew: what it showed has changed since");
  expect(anew.notes.join()).not.toContain("changed since");
  expect(field(anew.shown, "it may pay")).toContain("690.00 EUR are open");
  await company.answer(second, "approve");
  await company.answer("a part of 690.00 EUR", "approve");
  expect(await company.invoice("2026-011")).toMatchObject({ open: "190.00 EUR" });
});

test("GR2: a no to what is there now is a no", async () => {
  await firstIsEntered();
  await company.answer(second, "deny");
  expect(await company.items(second)).toEqual([]);
  expect(await company.invoice("2026-011")).toMatchObject({ open: "690.00 EUR" });
});

test("a card is not asked anew where nothing that it shows has changed", async () => {
  const { number, digest } = await card(second);
  const said = await company.desk.answer(number, { answer: "again", digest });
  expect(said).toMatchObject({ ok: false, code: "not_moved" });
  expect((await card(second)).number).toBe(number);
});

test("what expires is asked again by how things stand then", async () => {
  await firstIsEntered();
  await company.to("2026-02-12 09:00");
  const shown = await card(second);
  expect(shown.notes.join()).not.toContain("changed since");
  expect(field(shown.shown, "it may pay")).toContain("690.00 EUR are open");
});
