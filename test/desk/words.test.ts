import { expect, test } from "vitest";
import type { InboxLine } from "../../src/api/contract/inbox.ts";
import { openIn, quiet, studio } from "../bad-input/company.ts";

const inLine = (text: string): string => text.replaceAll(/\s+/g, " ");

async function waiting(company: Awaited<ReturnType<typeof studio>>): Promise<InboxLine[]> {
  return JSON.parse((await company.type("inbox", "--json")).out).lines;
}

test("screens say titles and purposes, not the names of steps", async () => {
  const company = await studio();
  const jobs = inLine((await company.type("runs")).out);
  expect(jobs).toContain("waiting for your answer: Send brief + deposit invoice, 2,400.00 EUR");
  expect(jobs).not.toMatch(/"confirm"|"reply"/);
  const line = (await waiting(company)).find(({ client }) => client === "Nordlicht Coffee");
  const job = inLine((await company.type("show", `${line?.run}`)).out);
  expect(job).toContain("drafted brief Reads an enquiry and drafts a brief");
  expect(job).toContain("drafted letter Writes the letter that goes with an agreed brief");
  expect(job).not.toContain("drafted draft");
});

test("a record's change is told as where it now stands", async () => {
  const company = await studio();
  const line = (await waiting(company)).find(({ client }) => client === "Nordlicht Coffee");
  await company.type("approve", `${line?.number}`);
  const opened = await openIn(company);
  await opened.owner.start();
  await quiet(opened);
  await opened.close();
  const { out } = await company.type("show", `${line?.run}`);
  expect(out).toContain("client → active");
  expect(out).toContain("project → awaiting deposit");
});

test("a suspicious mail is shown as its reader needs it: from, title, text, and why", async () => {
  const company = await studio();
  const line = (await waiting(company)).find(({ kind }) => kind === "suspicious");
  const { out } = await company.type("show", `${line?.number}`);
  expect(out).toContain("WHAT CAME\n   from   Helena Voss <accounts@lumen-audit.example>\n");
  expect(out).toContain("WHY ASKED   it asks to ignore the rules");
  expect(out).toContain("Quarterly archive");
  expect(out).not.toMatch(/messageId|truncated|subject|DRAFT AGAINST|known/);
});

test("a letter is whole on the screen of its decision", async () => {
  const company = await studio();
  const line = (await waiting(company)).find(({ client }) => client === "Nordlicht Coffee");
  const { out } = await company.type("show", `${line?.number}`);
  expect(out).toContain("… (whole letter below)");
  expect(out).toContain("Clara Marlow");
  expect(out.match(/Dear Ana Lindqvist/g)).toHaveLength(2);
});

test("a settled decision says what was answered and names its job", async () => {
  const company = await studio();
  const line = (await waiting(company)).find(({ client }) => client === "Nordlicht Coffee");
  const said = await company.type("approve", `${line?.number}`);
  expect(said.out).toContain(`What follows: npx mainstay show ${line?.run}`);
  const { code, out } = await company.type("show", `${line?.number}`);
  expect(code).toBe(0);
  expect(out).toContain("SETTLED     you approved it");
  expect(out).toContain(`JOB         ${line?.run}: npx mainstay show ${line?.run}`);
  const mail = (await waiting(company)).find(({ kind }) => kind === "suspicious");
  await company.type("answer", `${mail?.number}`, "dismiss");
  expect((await company.type("show", `${mail?.number}`)).out).toContain("you read it");
});

test("a yes under a pause says that nothing follows, and how to go on", async () => {
  const company = await studio();
  await company.type("pause", "process", "onboard-client");
  const line = (await waiting(company)).find(({ client }) => client === "Nordlicht Coffee");
  const { out } = await company.type("approve", `${line?.number}`);
  expect(inLine(out)).toContain("nothing follows while process onboard-client is paused");
  expect(out).toContain("npx mainstay resume process onboard-client");
});
