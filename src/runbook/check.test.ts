import { expect, test } from "vitest";
import { problemsOf, runbook } from "../../test/fakes/small-company.ts";

const messages = (steps: string, head?: string) =>
  problemsOf(runbook(steps, head)).map((one) => one.message);

test("an item of each is seen inside, and only there", () => {
  expect(
    messages(`- all:
    each:
      in: "[1, 2]"
      as: n
      key: "n"
      steps:
        - ok: { check: "n > 0", because: x }
- after: { check: "n > 0", because: x }`),
  ).toEqual([`Cannot use "n": nothing has that name here`]);
});

test("an item of each takes no name that has a meaning already", () => {
  expect(
    messages(
      `- all: { each: { in: "[1]", as: subject, key: "subject", steps: [{ a: { wait: { for: P1D } } }] } }`,
    ),
  ).toEqual([`Cannot use the name "subject" a second time: it already means something here`]);
});

test("branches side by side do not see each other, and are known by their names behind", () => {
  expect(
    messages(`- both:
    parallel:
      left: [{ a: { wait: { for: P1D } } }]
      right: [{ b: { check: "a.by == 'time'", because: x } }]
- after: { check: "both.left.by == 'time' && both.middle == null", because: x }`),
  ).toEqual([
    `Cannot use "a": step "both/left/a" is not done when this is read`,
    `Cannot use "both.middle": there is no "middle"`,
  ]);
});

test("inside where, event is the arrival that is looked at", () => {
  const steps = `- a: { wait: { on: mail.received, where: "event.x == trigger.x" } }`;
  expect(messages(steps, "trigger: { on: mail.received }")).toEqual([]);
  expect(messages(steps)).toEqual([`Cannot use "trigger": nothing has that name here`]);
});

test("what a wait, a choice, a call and an act give is known", () => {
  expect(
    messages(`- w: { wait: { for: P1D } }
- c: { choose: [{ otherwise: [{ x: { wait: { for: P1D } } }] }] }
- s: { effect: mail.send, with: { to: a, subject: b, text: c } }
- bad: { check: "w.bye == '' && c.outcome == 1 && s.id == ''", because: x }`),
  ).toEqual([
    `Cannot use "w.bye": there is no "bye"`,
    `Cannot use "c.outcome": there is no "outcome"`,
    `Cannot use "s.id": there is no "id"`,
  ]);
});

test("what was shown is what an approval gives", () => {
  expect(
    messages(`- w: { wait: { for: P1D } }
- look:
    approve: { title: "{{ w.by }}", show: { how: "{{ w }}", note: "so {{ w.by }}", deep: { by: "{{ w.by }}" } } }
- bad: { check: "look.how.bye == '' && look.nothing == 1 && look.deep.by == ''", because: x }
- whole: { approve: { title: t, show: "{{ w }}" } }
- worse: { check: "whole.bye == ''", because: x }
- plain: { approve: { title: t, show: { n: 7, list: [1] } } }
- fine: { check: "plain.n.x == plain.list.y", because: x }`),
  ).toEqual([
    `Cannot use "look.how.bye": there is no "bye"`,
    `Cannot use "look.nothing": there is no "nothing"`,
    `Cannot use "whole.bye": there is no "bye"`,
  ]);
});

test("what is shown of a field that does not exist is reported once, where it is shown", () => {
  expect(
    messages(`- w: { wait: { for: P1D } }
- look: { approve: { title: t, show: "{{ w.bye }}" } }
- then: { check: "look.x == 1", because: x }`),
  ).toEqual([`Cannot use "w.bye": there is no "bye"`]);
});

test("a shown draft must fit its schema, and gives what the schema says", () => {
  expect(
    messages(`- look: { approve: { title: t, show: { subject: a }, schema: letter } }
- bad: { check: "look.text == ''", because: x }`),
  ).toEqual([
    `Cannot leave out "paragraphs": schema "letter" needs it`,
    `Cannot use "look.text": there is no "text"`,
  ]);
});

test("a record gives its fields and its id", () => {
  expect(
    messages(`- r: { record: letter, id: "{{ subject }}" }
- ok: { check: "r.id == r.subject", because: x }
- bad: { check: "r.text == ''", because: x }`),
  ).toEqual([`Cannot use "r.text": there is no "text"`]);
});

test("a record of a schema that names no field may have any", () => {
  const steps = `- r: { record: note }\n- ok: { check: "r.anything == 1", because: x }`;
  expect(problemsOf({ ...runbook(steps), "schemas/note.json": "{}" })).toEqual([]);
});

test("the answer is judged by its contract", () => {
  expect(
    messages(
      `- a: { agent: letter-reply, with: { mail: {}, sender: x }, accept: "out.text != ''" }`,
    ),
  ).toEqual([`Cannot use "out.text": there is no "text"`]);
});

test("a brace that is not closed", () => {
  const [message] = messages(`- a: { approve: { title: "{{ subject", show: x } }`);
  expect(message).toContain("{{ subject");
});

test("templates are checked wherever they stand", () => {
  expect(
    messages(`- a: { record: letter, id: "{{ i }}", from: "{{ f }}", set: { subject: "{{ s }}" } }
- c: { call: answer-mail, with: { x: "{{ w }}" } }
- q: { wait: { until: "u", ask: { title: "{{ t }}", answers: { y: "Y" } } } }
- k: { check: "true", because: "{{ b }}" }`).filter(
      (one) => one.startsWith("Cannot use") && !one.includes("grants"),
    ),
  ).toHaveLength(7);
});

test("a called runbook sees its input", () => {
  const callee = `runbook: callee\npurpose: p\nsteps:\n  - a: { check: "input.x == 1", because: y }\n`;
  expect(
    problemsOf({
      ...runbook(`- c: { call: callee, with: { x: 1 } }`),
      "runbooks/callee.yaml": callee,
    }),
  ).toEqual([]);
});

test("what a record says once its job is cancelled reads it as it is by then", () => {
  expect(
    messages(`- a: { record: letter, set: { subject: a }, cancelled: { subject: "{{ record.subject + record.suject + b }}" } }
- none: { record: leter, set: { a: 1 }, cancelled: { a: "{{ record.b }}" } }`),
  ).toEqual([
    expect.stringContaining("no policy grants it"),
    `Cannot use "record.suject": there is no "suject"`,
    `Cannot use "b": nothing has that name here`,
    `Cannot find the record "leter"`,
  ]);
});

test("what is looked back on is checked, and so is what is read of it", () => {
  const past = `- past: { episodes: { from: "{{ slot.dai }}", until: "{{ nowhere }}" } }\n`;
  expect(
    messages(`${past}- x: { check: "size(past.jobs) + past.nothing > 0", because: y }`),
  ).toEqual([
    `Cannot use "slot": nothing has that name here`,
    `Cannot use "nowhere": nothing has that name here`,
    `Cannot use "past.nothing": there is no "nothing"`,
  ]);
});

test("records of all clients: what is asked about each, and what is taken, is checked", () => {
  expect(
    messages(`- found:
    records: invoice-details
    where: "record.dew == '1' && other"
    give: { n: "{{ record.job }}", m: "{{ record.jobb }}" }
- none: { records: invoices }
- after: { check: "size(found) > 0 && record == null", because: x }`),
  ).toEqual([
    `Cannot use "record.dew": there is no "dew"`,
    `Cannot use "other": nothing has that name here`,
    `Cannot use "record.jobb": there is no "jobb"`,
    `Cannot find the record "invoices"`,
    `Cannot use "record": nothing has that name here`,
  ]);
});

test("a time that begins a job about each client names a kind of record and what must hold", () => {
  const steps = `- a: { check: "slot.day == slot.month && slot.dya == ''", because: x }`;
  const head = (about: string) => `trigger: { cron: "0 9 1 * *", about: ${about} }`;
  expect(
    messages(steps, head(`{ each: invoice-details, where: "record.job != slot.day" }`)),
  ).toEqual([`Cannot use "slot.dya": there is no "dya"`]);
  expect(messages(steps, head(`{ each: invoicee, where: "recrd" }`))).toEqual([
    `Cannot find the record "invoicee"`,
    `Cannot use "recrd": nothing has that name here`,
    `Cannot use "slot.dya": there is no "dya"`,
  ]);
  expect(messages(`- a: { wait: { for: P1D } }`, head("{ each: invoice-details }"))).toEqual([]);
});

test("an arrival that begins a job only where a record fits it", () => {
  const steps = `- a: { wait: { for: P1D } }`;
  const head = (some: string) => `trigger: { on: mail.received, some: ${some} }`;
  expect(
    messages(steps, head(`{ record: invoice-details, where: "record.job == event.n" }`)),
  ).toEqual([]);
  expect(messages(steps, head(`{ record: invoice-details }`))).toEqual([]);
  expect(messages(steps, head(`{ record: invoyce, where: "slot" }`))).toEqual([
    `Cannot find the record "invoyce"`,
    `Cannot use "slot": nothing has that name here`,
  ]);
});

test("what sets jobs about one client apart is read from what began them", () => {
  const steps = `- a: { wait: { for: P1D } }`;
  expect(messages(steps, `trigger: request\nper: "{{ input.number }}"`)).toEqual([]);
  expect(messages(steps, `trigger: request\nper: "{{ event.line }}"`)).toEqual([
    `Cannot use "event": nothing has that name here`,
  ]);
});

test("a wait for what a record says names the record and what must hold of it", () => {
  const wait = (body: string) => messages(`- a: { wait: { ${body} } }`);
  expect(wait(`record: invoice-details, id: "1", when: "record.job == subject"`)).toEqual([]);
  expect(wait(`record: invoice-details, when: "record.jobb == x"`)).toEqual([
    `Cannot use "record.jobb": there is no "jobb"`,
    `Cannot use "x": nothing has that name here`,
  ]);
  expect(wait(`record: invoyce, when: "true"`)).toEqual([`Cannot find the record "invoyce"`]);
  for (const half of [`record: invoice-details`, `for: P1D, when: "true"`, `for: P1D, id: "1"`]) {
    expect(wait(half)).toEqual([
      `Cannot wait in "a": "record" says which record, "when" what must hold of it`,
    ]);
  }
});

test("a call about somebody else names whom a step has found", () => {
  const call = (about: string) => `- sub: { call: answer-mail, about: "${about}" }`;
  const found = `- found: { records: invoice-details }\n`;
  expect(messages(found + call("{{ found[0].subject }}"))).toEqual([
    expect.stringContaining("the calls go in a circle"),
  ]);
  expect(messages(call("{{ subject }}"))).toContain(
    `Cannot call it about "{{ subject }}": no step looks for clients`,
  );
  expect(messages(found + call("{{ fund }}"))).toContain(
    `Cannot use "fund": nothing has that name here`,
  );
});
