import * as fc from "fast-check";
import { expect, test } from "vitest";
import { kinds } from "../../test/fakes/connector-kinds.ts";
import { problemsOf, workspaceOf } from "../../test/fakes/small-company.ts";
import { ofBytes } from "../value/digest.ts";
import { assemble } from "./read.ts";

test("a sound workspace becomes a release and settings", () => {
  const { release, settings } = workspaceOf();
  expect(Object.keys(release.plans)).toEqual(["answer-mail", "write-invoice"]);
  expect(release.agents["letter-reply"]?.ladder.map((rung) => rung.kind)).toEqual([
    "template",
    "manual",
  ]);
  expect(release.files["runbooks/answer-mail.yaml"]).toMatch(/^[0-9a-f]{64}$/);
  expect(settings.connectors["bank"]).toMatchObject({
    use: "bank-csv",
    settings: { folder: "in/bank" },
  });
  expect(settings.company).toMatchObject({ name: "Ada & Co", example: false });
});

test("a release is named by its content: settings do not change it, a letter does", () => {
  const { id } = workspaceOf().release;
  const bank = "connector: bank\nuse: bank-csv\nfolder: elsewhere\n";
  expect(workspaceOf({ "connectors/bank.yaml": bank }).release.id).toBe(id);
  const letter = `{ "subject": "Re: {{ mail.title }}", "paragraphs": ["Hi {{ sender }}"] }`;
  const changed = workspaceOf({ "templates/letter-reply.json": letter }).release;
  expect(changed.id).not.toBe(id);
  expect(changed.agents["letter-reply"]?.version).not.toBe(
    workspaceOf().release.agents["letter-reply"]?.version,
  );
});

test.each([
  [
    "mainstay.yaml",
    "company: { name: A, currency: EUR, timeZone: Europe/Berlin, locale: en }",
    `the key "personas" is missing`,
    `add "personas"`,
  ],
  ["mainstay.yaml", "compny: {}", `Cannot use the key "compny"`, `write "company"`],
  [
    "connectors/bank.yaml",
    "connector: bank\nuse: bank-csw\nfolder: x\n",
    `Cannot find the kind of connector "bank-csw"`,
    `write "bank-csv"`,
  ],
  [
    "connectors/bank.yaml",
    "connector: bank\nuse: bank-csv\nfolder: 3\n",
    `Cannot read "folder": expected text, found the number 3`,
    `quote it: "3"`,
  ],
  [
    "connectors/bank.yaml",
    "connector: bank\nuse: bank-csv\nfolder: x\npassword: hunter2\n",
    `Cannot keep "password" in this file: it looks like a secret`,
    `password: env:PASSWORD`,
  ],
  [
    "connectors/other.yaml",
    "connector: bank\nuse: bank-csv\nfolder: x\n",
    `the file is called "other", its connector "bank"`,
    `give both the same name`,
  ],
  [
    "agents/letter-reply.yaml",
    "agent: letter-reply\npurpose: p\ninput: { type: object }\noutput: lettre\nladder: [manual]\n",
    `Cannot find the schema "lettre"`,
    `write "letter"`,
  ],
  [
    "agents/letter-reply.yaml",
    "agent: letter-reply\npurpose: p\ninput: { type: object }\noutput: letter\nladder: [{ code: x.js }]\n",
    `Cannot find the code "x.js"`,
    `there is no code file yet`,
  ],
  [
    "agents/letter-reply.yaml",
    "agent: letter-reply\npurpose: p\ninput: { type: object }\noutput: letter\nladder: [{ template: letter-replay.json }]\n",
    `Cannot find the template "letter-replay.json"`,
    `write "letter-reply.json"`,
  ],
  [
    "agents/letter-reply.yaml",
    "agent: letter-reply\npurpose: p\npersona: you\ninput: { type: object }\noutput: letter\nmay: [mail.sent]\nladder: [manual]\n",
    `Cannot find the persona "you"`,
    `use one of: me`,
  ],
  [
    "templates/letter-reply.json",
    `{ "subject": "{{ male.title }}", "paragraphs": ["x"] }`,
    `Cannot use "male": nothing has that name here`,
    `write "mail"`,
  ],
  ["templates/letter-reply.json", `{ "subject": `, `Cannot read this as JSON`, `check quotes`],
  ["schemas/letter.json", `[]`, `Cannot use this schema`, `JSON Schema 2020-12`],
  ["schemas/letter.json", `{ "type": "strin" }`, `Cannot use this schema`, `JSON Schema 2020-12`],
  [
    "policies/company.yaml",
    `policy: company\ngrants: [{ to: "runbook:nobody", may: [mail.send] }, { to: "runbook:answer-mail", may: [mail.send] }]\n`,
    `Cannot grant anything to "runbook:nobody"`,
    `use one of: answer-mail`,
  ],
  [
    "policies/company.yaml",
    `policy: company\ngrants: [{ to: "runbook:answer-mail", may: [mail.send, mial.send] }]\n`,
    `Cannot find the action "mial.send"`,
    `write "mail.send"`,
  ],
  [
    "policies/company.yaml",
    `policy: company\ngrants: [{ to: "runbook:answer-mail", may: [mail.send] }]\nrules: [{ id: a, permit: [mail.send], ask: [mail.send], because: b }]\n`,
    `Cannot read rule "a": it gives several answers, permit and ask`,
    `write exactly one of permit`,
  ],
  [
    "policies/company.yaml",
    `policy: company\ngrants: [{ to: "runbook:answer-mail", may: [mail.send] }]\nrules: [{ id: a, because: b }, { id: a, forbid: ["books.*"], because: c }]\n`,
    `Cannot read rule "a": it gives no answer`,
    `write exactly one of permit`,
  ],
  [
    "policies/company.yaml",
    `policy: company\ngrants: [{ to: "runbook:answer-mail", may: [mail.send] }]\nrules: [{ id: a, permit: [mail.send], when: "amout == null", because: b }]\n`,
    `Cannot use "amout"`,
    `write "amount"`,
  ],
])("%s with %j", (name, text, message, remedy) => {
  const found = problemsOf({ [name]: text });
  const wanted = found.find((one) => one.message.includes(message));
  expect(wanted, JSON.stringify(found)).toMatchObject({ file: name });
  expect(wanted?.remedy).toContain(remedy);
});

test.each([
  ["currency: XYZ", `Cannot count in "XYZ"`],
  ["timeZone: Berlin", `Cannot tell the time in "Berlin"`],
  ["locale: english language", `Cannot write in "english language"`],
  [`details: { iban: "DE00 3704 0044 0532 0130 00" }`, `Cannot use the IBAN`],
])("a company with %s", (line, message) => {
  const key = line.slice(0, line.indexOf(":"));
  const lines = [
    "name: A",
    "currency: EUR",
    "timeZone: Europe/Berlin",
    "locale: en",
    "personas: { me: { name: A, address: a@b.example } }",
  ];
  const text = `company:\n${[...lines.filter((one) => !one.startsWith(`${key}:`)), line].map((one) => `  ${one}`).join("\n")}\n`;
  const found = problemsOf({ "mainstay.yaml": text });
  expect(found).toEqual([
    expect.objectContaining({
      file: "mainstay.yaml",
      line: text.split("\n").indexOf(`  ${line}`) + 1,
    }),
  ]);
  expect(found[0]?.message).toContain(message);
});

test("an intake rule on what no connector brings", () => {
  const text = `company: { name: A, currency: EUR, timeZone: UTC, locale: en, personas: { me: { name: A, address: a@b.example } } }
ignore:
  - { on: mail.recieved, when: "true", because: x }
suspect:
  - { on: mail.received, when: "subject == 1", because: x }
`;
  expect(problemsOf({ "mainstay.yaml": text }).map(({ line, message }) => [line, message])).toEqual(
    [[5, `Cannot use "subject": nothing has that name here`]],
  );
  expect(
    problemsOf({ "mainstay.yaml": text.replace("subject == 1", "true") }).map((one) => one.message),
  ).toEqual([`Cannot find the arrival "mail.recieved": no connector brings any`]);
});

test("mistakes of several files are all reported, in order", () => {
  const found = problemsOf({
    "mainstay.yaml": "a: [",
    "runbooks/b.yaml": "runbook: 1.10",
    "agents/a.yaml": "no",
  });
  expect(found.map((one) => one.file)).toEqual([
    "agents/a.yaml",
    "mainstay.yaml",
    "runbooks/b.yaml",
  ]);
});

test("any text in any file is refused or read, never thrown at", () => {
  const names = fc.constantFrom(
    "mainstay.yaml",
    "runbooks/answer-mail.yaml",
    "policies/company.yaml",
    "agents/letter-reply.yaml",
    "connectors/mail.yaml",
    "schemas/letter.json",
    "templates/letter-reply.json",
  );
  const words = fc.constantFrom(
    "runbook: ",
    "steps:\n",
    "- a: ",
    "{ ",
    "} ",
    "[ ",
    "] ",
    "agent: ",
    "wait: ",
    "for: P1D",
    "\n",
    "  ",
    '"{{ x }}"',
    "choose: ",
    "each: ",
    "null",
    "1",
    "company: ",
    "trigger: ",
    "on: ",
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(words, { maxLength: 25 }).map((all) => all.join("")),
  );
  fc.assert(
    fc.property(names, text, (name, given) => {
      const found = problemsOf({ [name]: given });
      expect(found.every((one) => one.message !== "" && one.remedy !== "")).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("a runbook of any JSON shape is refused or read, never thrown at", () => {
  const shape = fc.jsonValue({ maxDepth: 4 });
  const step = fc.dictionary(
    fc.constantFrom(
      "agent",
      "effect",
      "choose",
      "each",
      "parallel",
      "wait",
      "approve",
      "record",
      "with",
      "x",
    ),
    shape,
    { maxKeys: 3 },
  );
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(fc.constantFrom("a", "b"), step, { maxKeys: 2 })),
      (steps) => {
        const text = JSON.stringify({
          runbook: "answer-mail",
          purpose: "p",
          trigger: "request",
          steps,
        });
        const files = [{ path: "runbooks/answer-mail.yaml", text, digest: ofBytes(text) }];
        const result = assemble(files, kinds);
        expect(result.ok).toBe(false);
      },
    ),
    { numRuns: 300 },
  );
});
