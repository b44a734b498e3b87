import { expect, test } from "vitest";
import { Usage } from "../../src/cli/errors.ts";
import { forms } from "../../src/host/scenario/forms.ts";
import { unrehearsed } from "../../src/host/scenario/outside.ts";
import { shelf } from "../../src/host/scenario/shelf.ts";
import { kinds } from "../../src/host/kinds.ts";
import { read } from "../../src/workspace/read.ts";
import { guarded } from "./guard.ts";
import { stage, studio, told } from "./stage.ts";

const reached = guarded();
const company = stage();

const scenario = (more = "") => `scenario: newsletter
purpose: A newsletter needs nobody
runbook: onboard-client
given:
  at: "2026-06-01 09:00"
${more}when:
  - mail: mail/01-newsletter-type-weekly.eml
then: { acts: [], items: [] }
`;

test("FM1: every kind of connector has a rehearsal form", () => {
  expect(Object.keys(kinds).filter((kind) => forms[kind] === undefined)).toEqual([]);
});

test("FM1: a kind without a form is refused by its name, and nothing is run or made", async () => {
  await company.write({ "scenarios/newsletter.yaml": scenario() });
  const real = forms["outbox-maildir"];
  const without = forms as Record<string, (typeof forms)[string]>;
  delete without["outbox-maildir"];
  try {
    await expect(told(company.folder)).rejects.toMatchObject({
      code: "kind_unrehearsed",
      message: unrehearsed("mail", "outbox-maildir"),
    });
    expect(reached.sockets).toEqual([]);
  } finally {
    if (real !== undefined) without["outbox-maildir"] = real;
  }
});

test("FM2: whatever path a company's settings give, nothing is read or written there", async () => {
  await company.write({
    "scenarios/newsletter.yaml": scenario(),
    "connectors/inbox.yaml": "connector: inbox\nuse: maildir-in\nfolder: /nowhere/Mail\n",
    "connectors/mail.yaml": "connector: mail\nuse: outbox-maildir\nfolder: /nowhere/outbox\n",
  });
  expect(await told(company.folder)).toMatchObject([
    { kind: "begun" },
    { kind: "scenario", problems: [] },
    { kind: "ended", passed: 1, failed: 0 },
  ]);
});

test("mistakes of the company's files are told as apply tells them", async () => {
  await company.write({
    "scenarios/newsletter.yaml": scenario(),
    "policies/more.yaml": "policy: more\ngrants: [{ to: 'runbook:nobody', may: ['mail.send'] }]\n",
  });
  await expect(told(company.folder)).rejects.toThrow(
    /policies\/more\.yaml:2:\d+\n {2}Cannot grant anything to "runbook:nobody"/,
  );
  await company.write({ "policies/more.yaml": "policy: more\n" });
});

test.each([
  ["runbook: onboard-client", "runbook: onbord-client", 'Cannot find the runbook "onbord-client"'],
  ["  acts: []", "  acts: [{ act: mail.sent }]", 'Cannot find the action "mail.sent"'],
  ["when:", "  agents: { letter-welcome: [{ gives: 1 }] }\nwhen:", "neither code nor a model"],
  ["when:", "  connectors: { mail.sent: [lost] }\nwhen:", 'Cannot find the action "mail.sent"'],
  ["when:", "  last: { book: 2026-001 }\nwhen:", 'Cannot find the connector "book"'],
  ["when:", "  records: [{ record: bank, set: {} }]\nwhen:", 'which record "bank" is meant'],
  ["when:", "  records: [{ record: bnk, id: a, set: {} }]\nwhen:", 'Cannot find the record "bnk"'],
  [
    "when:",
    "  records: [{ record: client, id: a, set: { name: A } }]\nwhen:",
    'this record "client"',
  ],
  ["scenario: newsletter", "scenario: letter", "Cannot tell which name holds"],
  ["  - mail:", '  - at: "2026-06-02 09:00"\n    after: P1D\n    mail:', "both at and after"],
  ["  - mail:", "  - maul:", '"maul" is nothing that a scenario knows'],
  ["09:00", "24:61", "a local time"],
  ["06-01 09", "02-30 09", "a day that there is"],
  ["  - mail:", "  - after: P1M\n    mail:", "months and years have no fixed length"],
  ["  - mail: mail/01-newsletter-type-weekly.eml", "  - mail: { from: a@b.example }", '"title"'],
  ["items: []", "items: [{ title: { matches: '(' } }]", "Cannot read the pattern"],
  [
    "items: []",
    "items: [{ title: { contains: 2,400.00 } }]",
    '"contains" stands beside other names',
  ],
])("a scenario with %j as %j is refused with its place", async (from, to, message) => {
  const text = scenario().replace(
    "then: { acts: [], items: [] }",
    "then:\n  acts: []\n  items: []",
  );
  expect(text).toContain(from);
  await company.write({ "scenarios/newsletter.yaml": text.replace(from, () => to) });
  const found = await read(company.folder, kinds);
  if (!found.ok) throw new Error(found.problems[0]?.message);
  const { problems } = await shelf(company.folder, found.workspace);
  expect(problems).toEqual([
    {
      file: "scenarios/newsletter.yaml",
      line: expect.any(Number),
      column: expect.any(Number),
      message: expect.stringContaining(message),
      remedy: expect.stringMatching(/./),
    },
  ]);
});

test("a name that no scenario has is a wrong command, with the nearest", async () => {
  const wrong = told(studio, { names: ["onboard-client-askes"] });
  await expect(wrong).rejects.toThrow(Usage);
  await expect(wrong).rejects.toMatchObject({
    remedy: expect.stringContaining("onboard-client-asks"),
  });
  await expect(told(studio, { only: "nothing-like-it" })).rejects.toThrow(Usage);
});

test("a company without scenarios is told where they would stand", async () => {
  await company.write({});
  expect(await told(company.folder)).toEqual([
    { kind: "none", folder: `${company.folder}/scenarios` },
  ]);
});
