import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { missed, ones, stage, told } from "./stage.ts";

const company = stage();

/** The enquiry that leaves nothing open, confirmed at once. */
const confirmed = (name: string, given: string, rest: string) => `scenario: ${name}
purpose: test
runbook: onboard-client
given:
  at: "2026-06-01 16:41"
${given}when:
  - mail: mail/12-nordlicht-packaging.eml
  - answer: { step: confirm, say: approve }
${rest}`;

const sends = (conducts: string) => `  connectors: { mail.send: [${conducts}] }\n`;

const cases: Readonly<Record<string, [given: string, rest: string]>> = {
  // Tried again by itself, five seconds later.
  fails: [
    sends("fails"),
    `  - wait: PT10S
then:
  acts: [{ act: books.invoice.issue }, { act: mail.send }]
  items: []
`,
  ],
  refused: [
    sends("refused"),
    `  - answer: { step: greeted, say: retry }
then:
  acts: [{ act: books.invoice.issue }, { act: mail.send }, { act: mail.send, fate: failed }]
  items: []
`,
  ],
  late: [
    sends("late"),
    `  - wait: PT20M
then:
  acts: [{ act: books.invoice.issue }, { act: mail.send, fate: done }]
  items: []
`,
  ],
  "late-before": [
    sends("late"),
    `  - wait: PT5M
then:
  acts: [{ act: books.invoice.issue }, { act: mail.send, fate: unknown }]
`,
  ],
  "unknown-again": [
    sends("unknown"),
    `  - answer: { step: greeted, say: again }
then:
  acts: [{ act: books.invoice.issue }, { act: mail.send, fate: done }]
  items: []
`,
  ],
  paused: [
    "  paused: [{ connector: books }]\n",
    `then:
  acts: [{ act: books.invoice.issue, fate: waiting }]
  runs: [{ runbook: onboard-client, status: running, step: deposit }]
`,
  ],
  numbers: [
    "  last: { books: 2026-040 }\n",
    `then:
  acts:
    - { act: books.invoice.issue, gives: { number: 2026-041 } }
    - { act: mail.send }
`,
  ],
};

test("no server is asked for vectors in a scenario, whatever the company names", async () => {
  const file = path.join(company.folder, "mainstay.yaml");
  const text = await readFile(file, "utf8");
  const embedder = '{ model: ollama/nobody, dimensions: 48, sendsTo: "127.0.0.1:11434" }';
  await company.write({
    "mainstay.yaml": `${text}\nmemory: { embedder: ${embedder} }\n`,
    "scenarios/plain.yaml": confirmed(
      "plain",
      "",
      "then: { acts: [{ act: books.invoice.issue }, { act: mail.send }] }\n",
    ),
  });
  expect(missed(await told(company.folder))).toEqual({ plain: [] });
  await company.write({ "mainstay.yaml": text });
}, 60_000);

test("calls go as a scenario says, and so do pauses, numbers and answers of agents", async () => {
  const files = Object.entries(cases).map(([name, [given, rest]]) => [
    `scenarios/${name}.yaml`,
    confirmed(name, given, rest),
  ]);
  await company.write(Object.fromEntries(files));
  const passed = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
  expect(missed(await told(company.folder))).toEqual(passed);
}, 60_000);

test("what is paused waits until she resumes it", async () => {
  const paused = (name: string, rest: string) => `scenario: ${name}
purpose: test
runbook: onboard-client
given: { at: "2026-06-01 16:41", paused: [{ runbook: onboard-client }] }
when:
  - mail: mail/12-nordlicht-packaging.eml
${rest}`;
  await company.write({
    "scenarios/paused.yaml": paused(
      "paused",
      "then: { acts: [], items: [], runs: [{ runbook: onboard-client, status: paused }] }\n",
    ),
    "scenarios/resumed.yaml": paused(
      "resumed",
      `  - resume: { runbook: onboard-client }
then: { acts: [], items: [{ step: confirm }] }
`,
    ),
  });
  expect(missed(await told(company.folder))).toEqual({ paused: [], resumed: [] });
}, 60_000);

test("what policy forbids or asks about is told with its rule", async () => {
  await company.write({
    "policies/more.yaml": `policy: more
rules:
  - { id: no-letters, forbid: [mail.send], because: she writes them herself this month }
  - { id: asked-always, ask: [books.invoice.issue], because: she looks at each }
`,
    "scenarios/judged.yaml": confirmed(
      "judged",
      "",
      `  - answer: { step: deposit, about: Invoice, say: approve }
then:
  acts:
    - { act: books.invoice.issue, judged: asked, rule: asked-always }
    - { act: mail.send, judged: forbidden, rule: no-letters }
  items: [{ step: greeted, kind: failed, title: { contains: she writes them herself } }]
`,
    ),
  });
  expect(missed(await told(company.folder))).toEqual({ judged: [] });
}, 60_000);

test("an agent's answers go through its contract: nonsense leaves the rung, a failure too", async () => {
  await company.write({
    "scenarios/fails.yaml": `scenario: fails
purpose: test
runbook: onboard-client
given:
  at: "2026-06-01 16:41"
  agents: { qualification: [{ fails: no answer within 60 s }, { fails: it throws }] }
when:
  - mail: mail/12-nordlicht-packaging.eml
then: { acts: [], items: [{ step: draft, kind: form }] }
`,
    "scenarios/again.yaml": `scenario: again
purpose: A failure that passes is tried again, and then the code does its work
runbook: onboard-client
given:
  at: "2026-06-01 16:41"
  agents: { qualification: [{ fails: the line is busy, as: transient }] }
when:
  - mail: mail/12-nordlicht-packaging.eml
  - wait: PT1M
then: { acts: [], items: [{ step: confirm, kind: approval }] }
`,
  });
  expect(missed(await told(company.folder))).toEqual({ fails: [], again: [] });
}, 60_000);

test("a model is never reached: its canned answers are, through its contract and its one repair", async () => {
  const agent = (name: string, ladder: string) => `agent: ${name}
purpose: Suggests a short answer to a client's mail
persona: studio
input: { type: object }
output: letter
ladder: [${ladder}, manual]
`;
  const asked = (name: string, given: string, items: string) => `scenario: ${name}
purpose: test
runbook: follow-up
given:
  at: "2026-06-01 16:41"
  records: [{ record: client, of: ana@nordlicht.example, set: { name: Nordlicht, email: ana@nordlicht.example, stage: active } }]
${given}when:
  - mail: { from: Ana <ana@nordlicht.example>, title: Thanks, text: Thank you! }
then: { acts: [], items: [${items}] }
`;
  await company.write({
    "agents/letter-reply.yaml": agent("letter-reply", "{ model: small, prompt: Answer }"),
    "scenarios/none.yaml": asked("none", "", "{ kind: form, step: letter }"),
    "scenarios/repaired.yaml": asked(
      "repaired",
      `  agents:
    letter-reply:
      - says: I would be glad to help
      - gives: { subject: "Re: Thanks", paragraphs: [You are welcome] }
`,
      "{ kind: approval, step: read }",
    ),
    "scenarios/nonsense.yaml": asked(
      "nonsense",
      "  agents: { letter-reply: [{ says: never }, { says: ever }] }\n",
      "{ kind: form, step: letter }",
    ),
  });
  const events = await told(company.folder);
  expect(missed(events)).toEqual({ none: [], nonsense: [], repaired: [] });
  expect(ones(events).map(({ name }) => name)).toEqual(["none", "nonsense", "repaired"]);
}, 60_000);

test("mail servers are never reached: letters wait as they would, and what came meanwhile voids them", async () => {
  const server = (name: string, use: string, more = "") =>
    `connector: ${name}\nuse: ${use}\nhost: mail.nowhere.example\nuser: clara\nsecret: env:MAIL\n${more}`;
  const mailbox = "imap:\n  host: mail.nowhere.example\n  user: clara\n  secret: env:MAIL\n";
  await company.write({
    "connectors/inbox.yaml": server("inbox", "imap"),
    "connectors/mail.yaml": server("mail", "smtp", mailbox),
    "policies/more.yaml": "policy: more\n",
    "scenarios/held.yaml": confirmed(
      "held",
      "",
      `  - wait: PT59S
then: { acts: [{ act: books.invoice.issue }, { act: mail.send, fate: waiting }] }
`,
    ),
    "scenarios/left.yaml": confirmed(
      "left",
      "",
      `  - wait: PT61S
then: { acts: [{ act: books.invoice.issue }, { act: mail.send, on: "2026-06-01 16:42" }] }
`,
    ),
    "scenarios/taken-back.yaml": confirmed(
      "taken-back",
      "",
      `  - after: PT30S
    hold: leaving
  - wait: PT1H
then: { acts: [{ act: books.invoice.issue }, { act: mail.send, fate: held }] }
`,
    ),
    "scenarios/news.yaml": confirmed(
      "news",
      "",
      `  - after: PT30S
    mail: { from: Ana <ana@nordlicht.example>, title: Stop, text: Please wait. }
  - wait: PT1H
then:
  acts: [{ act: books.invoice.issue }, { act: mail.send, fate: held }]
`,
    ),
  });
  expect(missed(await told(company.folder))).toEqual({
    held: [],
    left: [],
    news: [],
    "taken-back": [],
  });
}, 60_000);
