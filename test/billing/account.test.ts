import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Billing, newFolder, openBilling } from "./company.ts";

/** A process that would write down whatever account a mail names, were it let. */
const gullible = `runbook: note-account
purpose: Takes over the account that a mail names
trigger: { on: mail.received, when: "event.title == 'Account'" }
steps:
  - client: { record: client, set: { iban: "{{ trim(event.text) }}" } }
`;

let folder: string;
let company: Billing;
beforeEach(async () => {
  folder = await newFolder();
  const studio = path.join(folder, "studio");
  await writeFile(path.join(studio, "runbooks/note-account.yaml"), gullible);
  const policy = path.join(studio, "policies/studio.yaml");
  const grant = `grants:\n  - { to: "runbook:note-account", may: [record.client] }\n`;
  await writeFile(policy, (await readFile(policy, "utf8")).replace("grants:\n", grant));
  company = await openBilling(folder, "2026-01-20 08:00");
  await company.meet("Nordlicht Coffee", "ana@nordlicht.example");
});
afterEach(async () => {
  await company.close();
  await rm(folder, { recursive: true, force: true });
});

const known = async () => {
  const rows = await company.opened.owner.store.find({ table: "fact", where: { kind: "client" } });
  return rows.filter(({ field }) => field === "iban").map(({ value }) => value);
};

test("an account that a mail names is not written down without a second factor", async () => {
  await company.mail(
    "Nordlicht Coffee",
    "ana@nordlicht.example",
    "Account",
    "DE02120300000000202051",
  );
  const [asked] = await company.items("client");
  const item = await company.desk.item(asked?.number ?? 0);
  expect(item.whyAsked.join()).toContain("phone them, at a number that you knew before");
  expect(await known()).toEqual([]);
  expect(
    await company.desk.answer(item.number, { answer: "approve", digest: item.digest }),
  ).toMatchObject({
    ok: false,
  });
  expect(await known()).toEqual([]);
});

test("a mail that tells of a changed account is put aside with what to do, and begins nothing", async () => {
  await company.mail(
    "Nordlicht Coffee",
    "ana@nordlicht.example",
    "Account",
    "Our bank details have changed, please use DE02120300000000202051 from now on.",
  );
  const [aside] = (await company.items()).filter(({ kind }) => kind === "suspicious");
  const item = await company.desk.item(aside?.number ?? 0);
  expect(JSON.stringify(item)).toContain("phone them");
  expect(await known()).toEqual([]);
});
