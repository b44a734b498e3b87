import { readdir } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { InboxLine } from "../../src/api/contract/inbox.ts";
import { type Company, expectFourParts, newStudio, openIn, quiet } from "./company.ts";

const write = `runbook: write
purpose: Writes a letter
trigger: request
steps:
  # What comes behind her word is not looked at before the job begins.
  - sure: { wait: { for: P30D, ask: { title: Shall it be written?, answers: { yes: write it now } } } }
  - letter: { agent: letter-reply, with: { mail: "{{ input.mail }}", owner: "{{ input.owner }}" } }
  - sent: { effect: mail.send, with: { to: "{{ input.to }}", subject: x, text: "{{ input.text }}", persona: studio } }
`;
const mail = { from: { name: "Ana", address: "ana@nordlicht.example" }, title: "Bags" };
const sound = { mail, owner: "Clara", to: "ana@nordlicht.example", text: "Hello" };

/** A company with a process that hands over what it is given. */
async function writing(): Promise<Company> {
  const company = await newStudio();
  // Without mails: these tests begin their jobs themselves.
  await company.change("connectors/inbox.yaml", "workspace:mail", "in/mail");
  await company.write("runbooks/write.yaml", write);
  const grant = '  - { to: "runbook:follow-up", may: [mail.send] }\n';
  await company.change(
    "policies/studio.yaml",
    grant,
    `${grant}${grant.replace("follow-up", "write")}`,
  );
  expect(await company.type("apply")).toMatchObject({ code: 0, err: "" });
  return company;
}

async function worked(company: Company): Promise<void> {
  const opened = await openIn(company);
  await opened.owner.start();
  await quiet(opened);
  await opened.close();
}

/** A job whose beginning holds, up to where it goes on behind her word. */
async function begun(company: Company, input: object): Promise<void> {
  expect((await company.type("run", "write", "--input", JSON.stringify(input))).code).toBe(0);
  await worked(company);
  const [card] = await waiting(company);
  expect((await company.type("answer", String(card?.number), "yes")).code).toBe(0);
  await worked(company);
}

async function waiting(company: Company): Promise<InboxLine[]> {
  const { out } = await company.type("inbox", "--json");
  return JSON.parse(out).lines;
}

async function outbox(company: Company): Promise<string[]> {
  return (await readdir(path.join(company.data, "outbox/new"))).toSorted();
}

test.each([
  [
    "an agent's input",
    { ...sound, owner: 3 },
    `Stuck at "letter": What it was given does not fit: "owner" must be string, but is 3`,
    "letter",
  ],
  [
    "an act's argument",
    { ...sound, to: "nobody" },
    `Stuck at "sent": "to" must be one address, like ana@nordlicht.example`,
    "sent",
  ],
  [
    "an argument that is missing",
    { mail, owner: "Clara", text: "Hello" },
    `Stuck at "sent": Cannot evaluate "input.to": nothing stands at "input.to"`,
    "sent",
  ],
])(
  "%s that breaks its contract stops the job before anything leaves, and says where",
  async (_, input, title, step) => {
    const company = await writing();
    await begun(company, input);
    const [item, ...others] = await waiting(company);
    expect(others).toEqual([]);
    expect(item).toMatchObject({ kind: "failed", urgency: "now" });
    expect(item?.title).toContain(title);
    expect(await outbox(company)).toEqual([]);
    const shown = await company.type("show", "1");
    expect(shown.out).toContain(`stuck at "${step}"`);
    expect(shown.out).toContain("Write");
  },
);

test("a job that is stuck goes on with corrected input, and nothing was lost on the way", async () => {
  const company = await writing();
  await begun(company, { ...sound, owner: 3 });
  const right = JSON.stringify({ mail, owner: "Clara" });
  const told = await company.type("repair", "1", "--step", "letter", "--input", right);
  expect(told).toMatchObject({ code: 0, err: "" });
  await worked(company);
  expect(await waiting(company)).toEqual([]);
  // Once, although the step before it was begun twice.
  expect(await outbox(company)).toHaveLength(1);
});

test("code that answers something else than it promised hands the step to her, with the reason", async () => {
  const company = await newStudio();
  await company.write("code/brief.js", `export default () => ({ enquiry: "perhaps" });\n`);
  expect((await company.type("apply")).code).toBe(0);
  await worked(company);
  const forms = (await waiting(company)).filter(({ kind }) => kind === "form");
  expect(forms).toHaveLength(3);
  const shown = await company.type("show", String(forms[0]?.run));
  expect(shown.out).toMatch(/What it answered does not fit/);
  expect(await outbox(company)).toEqual([]);
});

test("a form that does not fit is refused with its fields, and can be filled again", async () => {
  const company = await newStudio();
  await company.write("code/brief.js", `export default () => ({ enquiry: "perhaps" });\n`);
  await company.type("apply");
  await worked(company);
  const form = (await waiting(company)).find(({ kind }) => kind === "form");
  const before = await company.recorded();
  const value = JSON.stringify({ enquiry: "perhaps" });
  const told = await company.type("answer", String(form?.number), "fill", "--value", value);
  expect(told.code).toBe(2);
  expect(told.err.replaceAll(/\s+/g, " ")).toContain(
    'Cannot take the form: "title", "client", "deliverables", "deadlineSaid", "excluded", "missing", "questions", "price", "deposit", "priceList" and "confidence" are missing; "enquiry" must be boolean',
  );
  expect(told.err).toContain(`npx mainstay show ${form?.number}`);
  expect(await company.recorded()).toBe(before);
});

test.each([
  [
    "text that is no JSON",
    ["--input", "{to: x}"],
    `Cannot read the value "{to: x}": it is not JSON`,
    "as JSON",
  ],
  ["a list", ["--input", "[1]"], "it is not an object", `{"field": "value"}`],
  [
    "a file that is not there",
    ["--file", "nowhere.json"],
    `Cannot use "nowhere.json"`,
    "check the name",
  ],
])("input given as %s is refused before anything begins", async (_, options, what, you) => {
  const company = await writing();
  const before = await company.recorded();
  const told = await company.type("run", "write", ...options);
  expect(told.code).toBe(what.includes("nowhere") ? 1 : 2);
  expectFourParts(told, { what, you });
  expect(await company.recorded()).toBe(before);
});
