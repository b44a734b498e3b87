import { expect, test } from "vitest";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import PostalMime from "postal-mime";
import { change } from "../../src/workspace/change.ts";
import { isObject, type Json, textOf } from "../../src/value/json.ts";
import { statement } from "../billing/company.ts";
import { site } from "../fixtures/git-site.ts";
import { changed, dayOne, type Own, placedIn } from "./day-one.ts";

const ana = {
  name: "Nordlicht Coffee",
  person: "Ana Lindqvist",
  email: "ana@nordlicht.example",
  address: ["Hafenstraße 12", "23568 Lübeck"],
  vatId: "",
  country: "NL",
  private: null,
  reference: "",
  einvoice: "",
};
const bringAna = (own: Own) =>
  own.desk.bring({ what: "clients", dryRun: false, rows: [{ line: 2, ...ana }] });
const titles = async (own: Own) => (await own.items()).map(({ title }) => title);
const subjects = async (own: Own) => (await own.letters()).map(({ subject }) => subject);

test("a retainer is billed, reminded of, paid, and in the report that closes the month", async () => {
  const own = await dayOne("2026-03-02 09:00");
  await bringAna(own);
  await own.start("agree-retainer", {
    client: ana.email,
    amount: "1000.00 EUR",
    text: "Design support",
  });
  await own.to("2026-04-01 10:00");
  await own.answer("March 2026 is over", "approve");
  await own.answer("Bill Nordlicht Coffee for April 2026, 1,000.00 EUR net", "approve");
  expect(await subjects(own)).toEqual(["Design support, April 2026"]);
  expect(await own.invoice("2026-001")).toMatchObject({ open: "1210.00 EUR", stage: "open" });

  // Due on the 15th: nobody is reminded before the bank's data reach beyond it.
  await own.to("2026-04-18 10:00");
  expect(await titles(own)).toEqual([expect.stringContaining("The bank's data are too old")]);
  await own.bank("a.csv", statement(["20.04.2026", "Papier GmbH", "Rechnung 7", "-20,00"]));
  await own.to("2026-04-20 12:00");
  await own.answer("Remind Nordlicht Coffee of 1,210.00 EUR", "approve");
  expect(await subjects(own)).toEqual(["Design support, April 2026", "Invoice 2026-001"]);

  const { reference = "" } = await own.invoice("2026-001");
  await own.bank("b.csv", statement(["22.04.2026", "Nordlicht", reference, "1.210,00"]));
  expect(await own.invoice("2026-001")).toMatchObject({ open: "0.00 EUR", stage: "paid" });
  await own.to("2026-05-01 08:30");
  await own.answer("April 2026 is over: read its report", "approve");
  const { money } = await own.desk.report({ month: "2026-04" });
  expect(JSON.stringify(money)).toContain("1210.00 EUR");
  await own.to("2026-05-01 09:30");
  expect(await titles(own)).toEqual(["Bill Nordlicht Coffee for May 2026, 1,000.00 EUR net"]);
});

test("a stranger's mail becomes a client with a deposit invoice, and its payment opens the project", async () => {
  const own = await dayOne("2026-03-02 09:00");
  await own.mail(
    "Ben Quay",
    "ben@quay.example",
    "A map of the harbour",
    "Hello,\n\nWhat we need:\n- a hand-drawn map of the harbour\n\nOur budget is 900 EUR, and we would need it by 30 September 2026.",
  );
  await own.answer(
    "What is agreed with Ben Quay, and what does it cost?",
    "edit",
    changed({ price: "800.00 EUR", deposit: "400.00 EUR" }),
  );
  const offer = "Send brief + deposit invoice, 400.00 EUR of 800.00 EUR net";
  // Which VAT is charged depends on it: it is asked on the card, and not guessed.
  const [card] = await own.items(offer);
  const { digest, deeds } = await own.desk.item(card?.number ?? 0);
  expect(JSON.stringify(deeds)).toContain("Stops");
  expect(await own.desk.answer(card?.number ?? 0, { answer: "approve", digest })).toMatchObject({
    ok: false,
    code: "would_stop",
    message: expect.stringContaining(
      "Cannot approve it: the client's country is not known; write it on the card",
    ) as string,
  });
  await own.answer(offer, "edit", placedIn("NL"));
  const [letter] = await own.letters();
  expect(letter).toMatchObject({ to: "ben@quay.example", subject: "Re: A map of the harbour" });
  expect(letter?.text).toContain("2026-001.pdf");
  const { reference = "" } = await own.invoice("2026-001");
  await own.bank("a.csv", statement(["05.03.2026", "B. Quay", reference, "484,00"]));
  const rows = await own.opened.owner.store.find({ table: "fact", where: { kind: "project" } });
  expect(rows.find(({ field }) => field === "stage")?.value).toBe('"open"');
  expect(await titles(own)).toEqual([]);
  await own.mail("Ben Quay", "ben@quay.example", "Thanks", "I have paid.");
  await own.answer("wrote: Thanks", "approve");
  expect((await subjects(own)).toSorted()).toEqual(["Re: A map of the harbour", "Re: Thanks"]);
});

test("a second project of a client has a deposit of its own; a price of nothing takes no yes", async () => {
  const own = await dayOne("2026-03-02 09:00");
  const meet = (title: string) =>
    own.start("onboard-client", { email: "ida@kaefer.example", name: "Ida Käfer", title });
  const asked = "What is agreed with Ida Käfer";
  await meet("A sign");
  const [line] = await own.items(asked);
  const { number, digest, answers, shown } = await own.desk.item(line?.number ?? 0);
  expect(Object.keys(answers)).toEqual(["edit", "deny"]);
  const nothing = changed({ deposit: "0.00 EUR" })(shown);
  expect(await own.desk.answer(number, { answer: "edit", digest, value: nothing })).toMatchObject({
    ok: false,
    message: expect.stringContaining('must be an amount above zero like "120.00 EUR"'),
  });
  await own.answer(asked, "edit", changed({ price: "800.00 EUR", deposit: "400.00 EUR" }));
  await own.answer("Send brief + deposit invoice, 400.00 EUR", "edit", placedIn("NL"));
  const { reference = "" } = await own.invoice("2026-001");
  await own.bank("a.csv", statement(["05.03.2026", "I. Käfer", reference, "484,00"]));
  await meet("A map");
  await own.answer(asked, "edit", changed({ price: "300.00 EUR", deposit: "100.00 EUR" }));
  await own.answer("Send brief + deposit invoice, 100.00 EUR", "approve");
  expect(await own.invoice("2026-002")).toMatchObject({ open: "121.00 EUR", stage: "open" });
  expect(await titles(own)).toEqual([]);

  // What is undone leaves something to do, and says so.
  const [open] = await own.desk.runs({ runbook: "onboard-client" });
  const said = await own.desk.cancel(open?.number ?? 0, "they called it off");
  expect(JSON.stringify(said)).toContain(
    "by credit note only; the credit note is yours to send: 2026-002-CN.pdf, with your invoices",
  );
  await own.opened.owner.quiet();
  expect(existsSync(path.join(own.data, "invoices/2026-002-CN.pdf"))).toBe(true);
});

test("notes sleep, say how they are woken, and are published to her repository with a mail", async () => {
  const own = await dayOne("2026-03-02 09:00");
  const hers = site();
  const input = { idea: "Why I quote by the piece", announce: ana.email };
  const asleep = await own.desk.start({ runbook: "publish-note", input, requestId: "asleep" });
  expect(asleep).toMatchObject({ ok: false });
  expect(asleep.message).toContain("mainstay init --change site, then mainstay apply, and begin");
  const address = "https://ruiz.example/notes/";
  await change(own.workspace, { site: { repository: hers.bare, address } });
  const applied = await own.desk.apply({ dryRun: false, runs: "finish" });
  expect(applied.problems).toEqual([]);
  await own.start("publish-note", input);
  await own.answer("Publish “Why I quote by the piece”", "edit", (shown: Json) =>
    changed({
      content: `${isObject(shown) ? textOf(shown["content"]) : ""}And by the hour never.\n`,
    })(shown),
  );
  const posted = hers.read("posts/why-i-quote-by-the-piece.md");
  expect(posted).toContain("And by the hour never.");
  const [mail] = await own.letters();
  expect(mail).toMatchObject({ to: ana.email });
  expect(mail?.text).toContain(`${address}why-i-quote-by-the-piece`);
});

test("what stands in mainstay.yaml as a comment works without its mark: a price list, and reminders", async () => {
  const own = await dayOne("2026-03-02 09:00");
  const file = path.join(own.workspace, "mainstay.yaml");
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replaceAll(/# (prices|reminders):/g, "$1:"));
  const applied = await own.desk.apply({ dryRun: false, runs: "finish" });
  expect(applied.problems).toEqual([]);
  await own.mail(
    "Ben Quay",
    "ben@quay.example",
    "A logo",
    "Hello, we need a logo. Our budget is 2,000 EUR, and we would need it by 30 September 2026.",
  );
  expect(await titles(own)).toEqual([
    "Send brief + deposit invoice, 700.00 EUR of 1,400.00 EUR net",
  ]);
});

test("a company in Germany writes German: questions and offer", async () => {
  const own = await dayOne("2026-03-02 09:00", { country: "DE" });
  await own.mail("Ben Quay", "ben@quay.example", "Anfrage", "Wir brauchen ein Logo.");
  await own.answer("Reply to Ben Quay", "approve");
  await own.start("onboard-client", {
    email: "ida@kaefer.example",
    name: "Ida",
    wants: "Ein Schild",
  });
  await own.answer(
    "What is agreed with Ida",
    "edit",
    changed({ price: "800.00 EUR", deposit: "400.00 EUR" }),
  );
  await own.answer("Send brief + deposit invoice", "edit", placedIn("DE"));
  const read = (await own.letters()).map(async ({ text }) => (await PostalMime.parse(text)).text);
  const letters = (await Promise.all(read)).join("\n").replaceAll(/\s+/g, " ");
  expect(letters).toContain("An welches Budget haben Sie gedacht?");
  expect(letters).toContain("Die Rechnung über die Anzahlung von 400,00 EUR netto liegt bei.");
  expect(letters).toContain("Ein Schild");
  expect(letters).not.toMatch(/Dear|regards/);
});

test.each([
  ["AT", "für 800,00 EUR.", "über die Anzahlung von 400,00 EUR liegt bei"],
  ["US", "for 800.00 EUR.", "the deposit of 400.00 EUR is attached"],
])("where no VAT is charged nothing is called net, in %s", async (country, price, deposit) => {
  const own = await dayOne("2026-03-02 09:00", { country, vat: "small-business" });
  await own.start("onboard-client", { email: "ida@kaefer.example", name: "Ida", wants: "Logo" });
  await own.answer(
    "What is agreed with Ida",
    "edit",
    changed({ price: "800.00 EUR", deposit: "400.00 EUR" }),
  );
  expect((await own.items()).map(({ title }) => title).join()).not.toMatch(/\bnet\b/);
  await own.answer("Send brief + deposit invoice", "approve");
  const read = (await own.letters()).map(async ({ text }) => (await PostalMime.parse(text)).text);
  const letters = (await Promise.all(read)).join("\n").replaceAll(/\s+/g, " ");
  expect(letters).toContain(price);
  expect(letters).toContain(deposit);
});

test("while it only looks nothing leaves; after go, what was held is hers to send", async () => {
  const own = await dayOne("2026-03-02 09:00", { lookDays: 7 });
  await bringAna(own);
  await own.mail("Ana Lindqvist", ana.email, "A question", "Do you have time in July?");
  await own.answer("wrote: A question", "approve");
  expect(await subjects(own)).toEqual([]);
  expect(await own.desk.go()).toMatchObject({ ok: true });
  const [held] = await own.items();
  await own.answer(held?.title ?? "", "approve");
  expect(await subjects(own)).toEqual(["Re: A question"]);
});
