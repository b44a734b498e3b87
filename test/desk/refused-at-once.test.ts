import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { type Company, openIn, quiet, studio } from "../bad-input/company.ts";

/** The studio with one client on record, and an invoice of hers. */
async function withClient(): Promise<Company> {
  const company = await studio();
  const { lines } = JSON.parse((await company.type("inbox", "--json")).out) as {
    lines: { number: number; client: string }[];
  };
  const nordlicht = lines.find(({ client }) => client === "Nordlicht Coffee");
  await company.type("approve", `${nordlicht?.number}`);
  const opened = await openIn(company);
  await opened.owner.start();
  await quiet(opened);
  await opened.close();
  return company;
}

const nothing =
  "Effect nothing was sent, no client was written to, no money moved Did nothing was changed";

async function refused(company: Company, process: string, input: object): Promise<string> {
  const before = await company.recorded();
  const { code, out } = await company.type("run", process, "--input", JSON.stringify(input));
  expect({ code, out }).toMatchObject({ code: 1 });
  expect(await company.recorded()).toBe(before);
  return out.replaceAll(/\s+/g, " ").trim();
}

test("what a job cannot begin with is refused by its field, with what to write, and nothing is recorded", async () => {
  const company = await studio();
  const retainer = (input: object) => refused(company, "agree-retainer", input);
  const amount = `"amount" like "1000.00 EUR" (what is paid each month, net and above zero, with its currency, left out where it ends)`;
  expect(await retainer({ client: "Ana", amount: "abc" })).toBe(
    `Cannot start "agree-retainer": "amount" cannot be "abc" ${nothing} You write ${amount}`,
  );
  expect(await retainer({ client: "Ana", amount: "0.00 EUR" })).toContain('cannot be "0.00 EUR"');
  expect(await retainer({ amuont: "1000.00 EUR" })).toBe(
    `Cannot start "agree-retainer": "client" is missing, it takes no "amuont" ${nothing} You write "client" like "ana@nordlicht.example" (whom it is about: a name on record, or its mail address), write "amount", if that is meant`,
  );
  expect(await retainer({ client: "Ana", service: "sometimes" })).toContain(
    'write "service" as "ahead" or "afterwards"',
  );
  expect(
    await refused(company, "note-payment", { invoice: "1", amount: "1 EUR", date: "2026-13-01" }),
  ).toContain('"date" cannot be "2026-13-01"');
  expect(await refused(company, "publish-note", { idea: " " })).toContain(
    'write "idea" like "Why I quote by the piece" (what it is about)',
  );
});

test("what its first steps would say, and those of what it calls, is said before a job begins", async () => {
  const company = await withClient();
  await company.change("mainstay.yaml", "locale: en", "locale: de");
  await company.type("apply");
  expect(
    await refused(company, "agree-retainer", { client: "Nobody", amount: "5.00 EUR" }),
  ).toContain('Cannot start "agree-retainer": not exactly one client on record is called Nobody');
  expect(
    await refused(company, "note-payment", {
      invoice: "2026-999",
      amount: "5.00 EUR",
      date: "2026-06-02",
    }),
  ).toContain(
    `no invoice has the number 2026-999 ${nothing} You begin again with the one that stands on it`,
  );
  expect(
    await refused(company, "credit-invoice", { invoice: "2026-011", amount: "9000.00 EUR" }),
  ).toContain("9.000,00 EUR is more than the 2.856,00 EUR that are left of 2026-011");
  expect(await refused(company, "credit-invoice", { invoice: "2026-011" })).toContain(
    "the job that onboards this client waits for just that deposit",
  );
});

test("what was refused begins once it is corrected as it says", async () => {
  const company = await withClient();
  const input = { client: "Nordlicht Coffee", amount: "1000.00 EUR" };
  const { code, out } = await company.type(
    "run",
    "agree-retainer",
    "--input",
    JSON.stringify(input),
  );
  expect({ code, out }).toMatchObject({ code: 0 });
  expect(out).toMatch(/Job \d+ begins/);
});

test("a process says what it is begun with only by a schema that is there, where it is begun by hand", async () => {
  const company = await studio();
  await company.change(
    "runbooks/note-payment.yaml",
    "input: payment-asked",
    "input: payment-aksed",
  );
  const file = path.join(company.workspace, "runbooks/note-retainer.yaml");
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace("steps:\n", "input: retainer-asked\nsteps:\n"));
  const { err, out } = await company.type("apply");
  const told = (out + err).replaceAll(/\s+/g, " ");
  expect(told).toContain('write "payment-asked", if that is meant');
  expect(told).toContain('Cannot say what "note-retainer" is begun with by hand');
});
