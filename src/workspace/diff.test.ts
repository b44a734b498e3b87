import { expect, test } from "vitest";
import { runbook, workspaceOf } from "../../test/fakes/small-company.ts";
import { diff } from "./diff.ts";

const steps = (text: string) => workspaceOf(runbook(text));
/** For policies that grant them nothing. */
const noInvoices = { "runbooks/write-invoice.yaml": null };
const wait = (name: string, days = 1) => `- ${name}: { wait: { for: P${days}D } }`;
const details = (before: string, after: string) =>
  diff(steps(before), steps(after)).flatMap((one) => one.details);

test("at first everything is new", () => {
  expect(diff(null, workspaceOf()).map(({ kind, name, change }) => [kind, name, change])).toEqual([
    ["company", "Ada & Co", "added"],
    ["runbook", "answer-mail", "added"],
    ["runbook", "write-invoice", "added"],
    ["agent", "invoice-details", "added"],
    ["agent", "letter-reply", "added"],
    ["policy", "company", "added"],
    ["connector", "bank", "added"],
    ["connector", "books", "added"],
    ["connector", "git", "added"],
    ["connector", "inbox", "added"],
    ["connector", "mail", "added"],
    ["schema", "invoice-details", "added"],
    ["schema", "letter", "added"],
    ["template", "letter-reply.json", "added"],
  ]);
});

test("the same files are no difference", () => {
  expect(diff(workspaceOf(), workspaceOf())).toEqual([]);
});

test("steps that are added, removed, changed or moved", () => {
  expect(details(wait("a"), `${wait("a")}\n${wait("b")}`)).toEqual([
    `step \`b\` added after \`a\``,
  ]);
  expect(details(wait("a"), `${wait("b")}\n${wait("a")}`)).toEqual([
    `step \`b\` added first of all`,
  ]);
  expect(details(`${wait("a")}\n${wait("b")}`, wait("b"))).toEqual([`step \`a\` removed`]);
  expect(details(wait("a"), wait("a", 2))).toEqual([`step \`a\`: \`for\` P1D → P2D`]);
  expect(details(`${wait("a")}\n${wait("b")}`, `${wait("b")}\n${wait("a")}`)).toEqual([
    "steps are in another order",
  ]);
  expect(details(wait("a"), `- a: { check: "true", because: x }`)).toEqual([
    "step `a` is now check, was wait",
  ]);
  expect(details(wait("a"), `# noted\n  ${wait("a")}`)).toEqual(["lines moved; nothing else"]);
});

test("a step inside a block says where it stands", () => {
  const block = (inner: string) =>
    `- pick: { choose: [{ when: "true", name: one, steps: [${inner}] }] }
- all: { each: { in: "[1]", key: "item", steps: [{ e: { wait: { for: P1D } } }] } }
- both: { parallel: { left: [{ l: { wait: { for: P1D } } }] } }`;
  const a = `{ a: { wait: { for: P1D } } }`;
  const b = `{ b: { wait: { for: P1D } } }`;
  expect(details(block(a), block(`${b}, ${a}`))).toEqual([
    "step `pick/one/b` added first in `pick/one`",
  ]);
  expect(details(block(a), block(`${a}, ${b}`))).toEqual([
    "step `pick/one/b` added after `pick/one/a`",
  ]);
});

test("the head of a runbook, field by field", () => {
  const before = workspaceOf(runbook(wait("a"), "trigger: request\nsla: PT4H"));
  const after = workspaceOf(runbook(wait("a"), "trigger: request\nsla: PT8H\nsuccess: 'true'"));
  expect(diff(before, after)).toEqual([
    {
      kind: "runbook",
      name: "answer-mail",
      change: "changed",
      details: ["`sla` PT4H → PT8H", '`success` nothing → "true"'],
    },
  ]);
});

test("settings: connectors, rules, grants and the company", () => {
  const before = workspaceOf();
  const after = workspaceOf({
    "connectors/bank.yaml": "connector: bank\nuse: bank-csv\nfolder: elsewhere\n",
    "policies/company.yaml": `policy: company
grants: [{ to: "runbook:answer-mail", may: [mail.send, "books.*"] }, { to: "runbook:write-invoice", may: [books.invoice.issue] }]
rules:
  - { id: invoices, forbid: ["books.*"], because: not yet }
  - { id: letter-seen, permit: [mail.send], when: "recipient.vouched", because: you saw the letter and its address whole }
`,
    "mainstay.yaml": `company: { name: Ada & Co, currency: EUR, timeZone: Europe/Vienna, locale: en, personas: { me: { name: Ada, address: a@b.example } } }\n`,
  });
  const found = diff(before, after);
  expect(found.map(({ kind, name, change }) => [kind, name, change])).toEqual([
    ["company", "Ada & Co", "changed"],
    ["policy", "company", "changed"],
    ["connector", "bank", "changed"],
  ]);
  expect(found[0]?.details).toContain('`company.timeZone` "Europe/Berlin" → "Europe/Vienna"');
  expect(found[1]?.details).toEqual(
    expect.arrayContaining([
      'rule `invoices.verdict` "ask" → "forbid"',
      "rule `letter-new-recipient` removed",
      "grant `runbook:answer-mail` [mail.send] → [mail.send, books.*]",
    ]),
  );
  expect(found[2]?.details).toEqual(['`settings.folder` "in/bank" → "elsewhere"']);
});

test("of a list of maps the entries that differ are named, not its length", () => {
  const of = (...prices: string[]) =>
    workspaceOf({
      "mainstay.yaml": `company: { name: Ada & Co, currency: EUR, timeZone: Europe/Berlin, locale: en, personas: { me: { name: Ada, address: a@b.example } }, details: { prices: { list: [${prices.join(", ")}] } } }\n`,
    });
  const lines = (before: ReturnType<typeof of>, after: ReturnType<typeof of>) =>
    diff(before, after).flatMap((one) => one.details);
  const price = (text: string, amount: string) =>
    `{ words: [${text}], text: ${text}, price: "${amount}" }`;
  const bag = price("bag", "350.00 EUR");
  const logo = price("logo", "1400.00 EUR");
  const sign = price("sign", "60.00 EUR");
  const list = "company.details.prices.list";
  expect(lines(of(bag, logo, sign), of(bag, price("logo", "1500.00 EUR"), sign))).toEqual([
    `\`${list}.2.price\` "1400.00 EUR" → "1500.00 EUR"`,
  ]);
  expect(lines(of(bag, sign), of(bag, logo, sign))).toEqual([
    `\`${list}\` 2 added: "logo", "1400.00 EUR"`,
  ]);
  expect(lines(of(bag, logo, sign), of(bag, sign))).toEqual([
    `\`${list}\` 2 removed: "logo", "1400.00 EUR"`,
  ]);
  const many = (amount: number) =>
    of(...Array.from({ length: 25 }, (_, i) => price(`p${i}`, `${amount + i}.00 EUR`)));
  const told = lines(many(100), many(200));
  expect(told).toHaveLength(21);
  expect(told.at(-1)).toBe(`\`${list}\` … and 5 more`);
});

test("rules in another order are a difference: the strictest of them may be reported otherwise", () => {
  const policy = (ids: string[]) =>
    `policy: company\ngrants: [{ to: "runbook:answer-mail", may: [mail.send] }]\nrules:\n${ids
      .map((id) => `  - { id: ${id}, permit: [mail.send], because: x }\n`)
      .join("")}`;
  const before = workspaceOf({ ...noInvoices, "policies/company.yaml": policy(["a", "b"]) });
  const after = workspaceOf({ ...noInvoices, "policies/company.yaml": policy(["b", "a"]) });
  expect(diff(before, after)[0]?.details).toEqual(["rules are in another order"]);
});

test("an agent: what it takes and gives, and the files it uses", () => {
  const agent = (ladder: string, input = "{ type: object }") =>
    `agent: letter-reply\npurpose: p\ninput: ${input}\noutput: letter\nladder: ${ladder}\n`;
  const of = (text: string, code = "export default (x) => x;") =>
    workspaceOf({
      ...runbook(wait("a")),
      "agents/letter-reply.yaml": text,
      "code/x.js": code,
    });
  const lines = (before: ReturnType<typeof of>, after: ReturnType<typeof of>) =>
    diff(before, after).map(({ kind, name, details }) => [kind, name, ...details]);
  expect(
    lines(of(agent("[{ code: x.js }]")), of(agent("[{ code: x.js }]"), "export default 1;")),
  ).toEqual([
    ["agent", "letter-reply", "a file it uses changed"],
    ["code", "x.js"],
  ]);
  expect(lines(of(agent("[manual]")), of(agent("[{ code: x.js }]")))).toEqual([
    ["agent", "letter-reply", "`ladder` [manual] → [x.js, manual]"],
  ]);
  expect(
    lines(of(agent("[{ model: small, prompt: a }]")), of(agent("[{ model: small, prompt: b }]"))),
  ).toEqual([["agent", "letter-reply", "prompt changed"]]);
  expect(lines(of(agent("[manual]")), of(agent("[manual]", "{ type: object, title: T }")))).toEqual(
    [["agent", "letter-reply", '`input.title` added: "T"']],
  );
});
