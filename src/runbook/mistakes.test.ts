import { expect, test } from "vitest";
import { problemsOf, runbook } from "../../test/fakes/small-company.ts";

const file = "runbooks/answer-mail.yaml";

/** Problems of a runbook with these steps; its first step stands on line 5. */
const inSteps = (steps: string, head?: string) => problemsOf(runbook(steps, head));

test("an unknown kind of step", () => {
  expect(inSteps(`- brief: { agnet: letter-reply }`)).toEqual([
    {
      file,
      line: 5,
      column: 14,
      message: `Cannot read step "brief": "agnet" is no kind of step`,
      remedy: `write "agent", if that is meant`,
    },
  ]);
});

test.each([
  [
    `- brief: { agent: letter-replay, with: { mail: {}, sender: a } }`,
    `Cannot find the agent "letter-replay"`,
    `write "letter-reply", if that is meant`,
    19,
  ],
  [
    `- sent: { effect: male.send, with: {} }`,
    `Cannot find the connector "male"`,
    `write "mail", if that is meant`,
    19,
  ],
  [
    `- sent: { effect: mail.sent, with: {} }`,
    `Cannot find the action "mail.sent"`,
    `write "mail.send", if that is meant`,
    19,
  ],
  [
    `- client: { record: klient }`,
    `Cannot find the record "klient"`,
    `use one of: letter, invoice-details`,
    21,
  ],
  [
    `- news: { wait: { on: mail.recieved } }`,
    `Cannot find the arrival "mail.recieved"`,
    `write "mail.received", if that is meant`,
    23,
  ],
  [
    `- sub: { call: answer-mails }`,
    `Cannot find the runbook "answer-mails"`,
    `write "answer-mail", if that is meant`,
    16,
  ],
  [
    `- look: { approve: { title: t, show: a, schema: lettre } }`,
    `Cannot find the schema "lettre"`,
    `write "letter", if that is meant`,
    49,
  ],
])("an unknown name: %s", (step, message, remedy, column) => {
  expect(inSteps(step)).toEqual([{ file, line: 5, column: column + 2, message, remedy }]);
});

test("a CEL error is shown at its place in the expression", () => {
  const [found] = inSteps(
    `- ok: { check: "size(subject) >> 1", because: no }`.replace("no }", `"x" }`),
  );
  expect(found).toMatchObject({ file, line: 5, remedy: "correct the expression at this place" });
  expect(found?.message).toContain(`Cannot read "size(subject) >> 1"`);
  // `>>` begins 31 characters into the line.
  expect(found?.column).toBeGreaterThanOrEqual(31);
});

test("a CEL error inside a template is shown at its place", () => {
  const [found] = inSteps(`- a: { approve: { title: "So {{ size( }}", show: x } }`);
  expect(found).toMatchObject({ file, line: 5 });
  expect(found?.message).toContain("size(");
});

test("PL2: a name cannot be used before its step is done", () => {
  const found = inSteps(
    `- first: { check: "second.by == 'time'", because: x }\n- second: { wait: { for: P1D } }`,
  );
  expect(found).toEqual([
    {
      file,
      line: 5,
      column: 22,
      message: `Cannot use "second": step "second" is not done when this is read`,
      remedy: `move this behind step "second"`,
    },
  ]);
});

test("PL2: what a block holds cannot be seen from outside", () => {
  const [found] = inSteps(
    `- maybe: { choose: [{ when: "true", name: yes, steps: [{ inner: { wait: { for: P1D } } }] }] }
- after: { check: "inner.by == 'time'", because: x }`.replace("yes", "sure"),
  );
  expect(found?.message).toContain(`Cannot use "inner": step "maybe/sure/inner"`);
  expect(found?.remedy).toContain(`use it within "maybe/sure" only`);
});

test("PL2: a name nothing has is reported with what there is", () => {
  expect(inSteps(`- a: { check: "evnt.x", because: b }`, "trigger: { on: mail.received }")).toEqual(
    [
      expect.objectContaining({
        message: `Cannot use "evnt": nothing has that name here`,
        remedy: `write "event", if that is meant`,
      }),
    ],
  );
});

test("PL2: what started a run decides what it can see", () => {
  const uses = (name: string, head: string) =>
    inSteps(`- a: { check: "${name} == null", because: b }`, head).length;
  expect(uses("input", "trigger: request")).toBe(0);
  expect(uses("slot", `trigger: { cron: "0 9 * * 1-5" }`)).toBe(0);
  expect(uses("event", "trigger: request")).toBe(1);
  expect(uses("slot", "trigger: request")).toBe(1);
});

test("a field that an output does not have", () => {
  const [found] = inSteps(
    `- letter: { agent: letter-reply, with: { mail: {}, sender: a } }
- ok: { check: "letter.subjekt != ''", because: x }`,
  );
  expect(found).toMatchObject({
    line: 6,
    message: `Cannot use "letter.subjekt": there is no "subjekt"`,
    remedy: `write "subject", if that is meant`,
  });
});

test.each([
  [
    `- a: { agent: letter-reply, with: { mail: {} } }`,
    `Cannot leave out "sender": agent "letter-reply" needs it`,
    `add "sender"`,
  ],
  [
    `- a: { agent: letter-reply, with: { mail: {}, sender: x, sendr: y } }`,
    `Cannot give "sendr" to agent "letter-reply": it knows no such key`,
    `write "sender", if that is meant`,
  ],
  [
    `- a: { agent: letter-reply, with: { mail: text, sender: x } }`,
    `Cannot give agent "letter-reply" the text "text" as "mail": it takes object`,
    `write object, or an expression that gives it`,
  ],
  [
    `- a: { effect: mail.send, with: { to: a, subject: b, text: c, attach: [{ name: d }] } }`,
    `Cannot leave out "attach.0.mediaType": "mail.send" needs it`,
    `add "mediaType"`,
  ],
])("a contract mismatch: %s", (step, message, remedy) => {
  expect(inSteps(step)).toContainEqual(expect.objectContaining({ file, line: 5, message, remedy }));
});

test("a missing capability names the grant to add", () => {
  const found = inSteps(`- a: { record: letter, set: { subject: x } }`);
  expect(found).toEqual([
    {
      file,
      line: 5,
      column: 18,
      message: `Cannot use "record.letter" in step "a": no policy grants it to runbook "answer-mail"`,
      remedy: `grant it in policies/: grants: [{ to: "runbook:answer-mail", may: [record.letter] }]`,
    },
  ]);
});

test("reading a record needs no grant", () => {
  expect(inSteps(`- a: { record: letter }`)).toEqual([]);
});

test("cases behind one that always holds cannot be reached", () => {
  const [found] = inSteps(
    `- a:
    choose:
      - { otherwise: [{ b: { wait: { for: P1D } } }] }
      - { when: "subject == null", name: c, steps: [{ d: { wait: { for: P1D } } }] }`,
  );
  expect(found).toMatchObject({
    file,
    line: 8,
    message: `Cannot reach case "c" of step "a": case "otherwise" before it always holds`,
    remedy: `move "otherwise" to the end, or remove one of them`,
  });
});

test("steps behind a check that never holds cannot be reached", () => {
  const [found] = inSteps(
    `- a: { check: "false", because: x }\n- b: { wait: { for: P1D } }\n- c: { wait: { for: P1D } }`,
  );
  expect(found).toMatchObject({
    line: 6,
    message: `Cannot reach step "b": the check "a" before it never holds`,
  });
});

test("a wait that nothing ends", () => {
  expect(inSteps(`- a: { wait: {} }`)).toEqual([
    expect.objectContaining({
      line: 5,
      message: `Cannot wait in "a": nothing ends the wait`,
      remedy: `add "on", "record", "for", "until" or "ask"`,
    }),
  ]);
});

test("a condition on arrivals that names no arrival", () => {
  expect(inSteps(`- a: { wait: { where: "true", for: P1D } }`)).toEqual([
    expect.objectContaining({ line: 5, remedy: `add "on", such as on: mail.received` }),
  ]);
});

test.each([
  [`- a: { wait: { for: P1D } }\n- a: { wait: { for: P1D } }`, `Cannot name a second step "a"`, 6],
  [`- event: { wait: { for: P1D } }`, `Cannot name a step "event"`, 5],
  [`- for: { wait: { for: P1D } }`, `Cannot name a step "for"`, 5],
  [`- first-draft: { wait: { for: P1D } }`, `Cannot name a step "first-draft"`, 5],
  [
    `- a: { wait: { for: P1D } }\n- b: { choose: [{ otherwise: [{ a: { wait: { for: P1D } } }] }] }`,
    `Cannot use the name "a" a second time`,
    6,
  ],
  [
    `- b: { choose: [{ otherwise: [{ a: { wait: { for: P1D } } }] }, { otherwise: [{ a: { wait: { for: P1D } } }] }] }`,
    `Cannot name a second case "otherwise" in "b"`,
    5,
  ],
  [`- a: just text`, `Cannot read step "a": expected what it does, found the text "just text"`, 5],
  [`- a: { wait: { fro: P1D } }`, `Cannot use the key "fro": it is not known here`, 5],
  [`- a: {}`, `Cannot read step "a": expected what it does`, 5],
  [`- a: { wait: { for: P1D }, call: answer-mail }`, `it is wait and call at once`, 5],
  [`- { a: { wait: {} }, b: {} }`, `expected one name with its step`, 5],
  [`- just text`, `expected one name with its step, found the text "just text"`, 5],
])("a step that cannot be read: %s", (steps, message, line) => {
  const found = inSteps(steps);
  expect(found[0]?.message).toContain(message);
  expect(found[0]).toMatchObject({ file, line });
  expect(found.every((one) => one.remedy !== "")).toBe(true);
});

test("calls that go in a circle are reported once, with the circle", () => {
  const other = (name: string, calls: string) => ({
    [`runbooks/${name}.yaml`]: `runbook: ${name}\npurpose: p\nsteps:\n  - next: { call: ${calls} }\n`,
  });
  const found = problemsOf({
    ...runbook(`- one: { call: second }`),
    ...other("second", "third"),
    ...other("third", "second"),
  });
  expect(found).toEqual([
    {
      file: "runbooks/third.yaml",
      line: 4,
      column: 19,
      message: `Cannot call "second" in step "next": the calls go in a circle, "second" → "third" → "second"`,
      remedy: `take one of these calls out`,
    },
  ]);
});

test("a runbook that calls itself is a circle", () => {
  const [found] = inSteps(`- a: { call: answer-mail }`);
  expect(found?.message).toContain(`"answer-mail" → "answer-mail"`);
});

test.each([
  `trigger: { on: mail.received, whn: "true" }`,
  `trigger: [request, { on: mail.received, whn: "true" }]`,
])("an unknown key is known by those that may stand there: %s", (head) => {
  expect(inSteps(`- a: { wait: { for: P1D } }`, head)).toEqual([
    expect.objectContaining({
      message: `Cannot use the key "whn": it is not known here`,
      remedy: `write "when", if that is meant`,
    }),
  ]);
});

test("a runbook that nothing starts", () => {
  expect(inSteps(`- a: { wait: { for: P1D } }`, "sla: PT4H")).toEqual([
    {
      file,
      line: 1,
      column: 10,
      message: `Cannot start runbook "answer-mail": it has no trigger, and no runbook calls it`,
      remedy: `add "trigger: request", or what else starts it`,
    },
  ]);
});

test("the bare word of a step is not what it gave", () => {
  const [found] = inSteps(
    `- letter: { agent: letter-reply, with: { mail: {}, sender: a } }
- look: { approve: { title: t, show: letter } }`,
  );
  expect(found).toMatchObject({ line: 6, remedy: `write "{{ letter }}"` });
});

test.each([
  [`trigger: { cron: "61 9 * * 1-5" }`, `Cannot read the schedule "61 9 * * 1-5"`, 3],
  [`trigger: [request, { cron: "9 * *" }]`, `Cannot read the schedule "9 * *"`, 3],
  [`trigger: { on: mail.recieved }`, `Cannot find the arrival "mail.recieved"`, 3],
  [`trigger: [{ on: mail.received, when: "evnt.known" }]`, `Cannot use "evnt"`, 3],
  [`trigger: { by: request, about: "{{ event.email }}" }`, `Cannot use "event"`, 3],
  [`trigger: [{ by: request, about: "{{ inptu.email }}" }]`, `Cannot use "inptu"`, 3],
  [`trigger: request\nslaa: PT4H`, `Cannot use the key "slaa": it is not known here`, 4],
  [`trigger: request\nsla: 4 hours`, `Cannot read "sla": expected a length of time`, 4],
  [`trigger: request\nsla: P1M`, `P1M`, 4],
  [`trigger: request\nbudget: { money: "1.00 USD" }`, `the company counts in EUR`, 4],
  [`trigger: request\nbudget: { money: "1.001 EUR" }`, `EUR has 2 digits`, 4],
  [`trigger: request\nsubject: "{{ evnt.subject }}"`, `Cannot use "evnt"`, 4],
  [`trigger: request\nsuccess: "b.by == 'time'"`, `Cannot use "b"`, 4],
  [`trigger: request\ntitle: "Reply to {{ evnt.from }}"`, `Cannot use "evnt"`, 4],
  [`trigger: request\ninput: lettre`, `Cannot find the schema "lettre"`, 4],
  [
    `trigger: { on: mail.received }\ninput: letter`,
    `Cannot say what "answer-mail" is begun with by hand: nobody begins it so`,
    4,
  ],
  [`trigger: request\nescalate: { after: P1D, to: mom }`, `expected one of "operator"`, 4],
])("a head that cannot be read: %s", (head, message, line) => {
  const found = inSteps(`- a: { wait: { for: P1D } }`, head);
  expect(found).toEqual([expect.objectContaining({ file, line })]);
  expect(found[0]?.message).toContain(message);
});
