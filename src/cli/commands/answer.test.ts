import { expect, test } from "vitest";
import { FakeCli } from "../../../test/fakes/fake-cli.ts";
import { FakeTerminal } from "../../../test/fakes/fake-terminal.ts";
import { nordlicht, ruiz } from "../../../test/fakes/sample-items.ts";

const asked = (cli: FakeCli) => cli.desk.asked.map(({ operation, args }) => [operation, ...args]);

test("approving shows what is approved and answers with its digest", async () => {
  const cli = new FakeCli();
  const { code, out } = await cli.type("approve", "17");
  expect(code).toBe(0);
  expect(out).toContain("AFTER YOUR YES, IN THIS ORDER");
  expect(out).toMatch(/\nDone: it goes on\n$/);
  expect(asked(cli)).toEqual([["answer", 17, { answer: "approve", digest: "d17" }]]);
});

test("several numbers are approved one by one, up to the first that is refused", async () => {
  const cli = new FakeCli();
  cli.desk.items = [17, 27, 37].map((number) => ({ ...nordlicht, number }));
  expect((await cli.type("approve", "17", "27")).code).toBe(0);
  expect(asked(cli).map(([, number]) => number)).toEqual([17, 27]);
  cli.desk.items = [17, 27, 37].map((number) => ({ ...nordlicht, number }));
  cli.desk.outcome = { ok: false, code: "policy_forbids", message: "Cannot approve 17: no" };
  expect((await cli.type("approve", "17", "27")).code).toBe(4);
  expect((await cli.type("approve", "17", "27", "--digest", "d17")).code).toBe(2);
  expect((await cli.type("approve", "17", "x")).code).toBe(2);
  expect(asked(cli)).toHaveLength(3);
});

test("with another digest than what is shown now, nothing is answered", async () => {
  const cli = new FakeCli();
  const { code, out } = await cli.type("approve", "17", "--digest", "old");
  expect(code).toBe(1);
  expect(out).toContain("Cannot answer 17: what was shown has changed");
  expect(out).toContain("You     look at it as it is now: npx mainstay show 17");
  expect(asked(cli)).toEqual([]);
});

test("hold takes back what a job is about to send, or all that is leaving", async () => {
  const cli = new FakeCli();
  cli.desk.outcome = { ok: true, code: "", message: "It is taken back; nothing left" };
  expect(await cli.type("hold", "17")).toMatchObject({
    code: 0,
    out: "It is taken back; nothing left\n",
  });
  expect((await cli.type("hold")).code).toBe(0);
  cli.desk.outcome = {
    ok: false,
    code: "nothing_leaving",
    message: "Cannot hold anything: nothing is leaving any more",
  };
  expect((await cli.type("hold")).code).toBe(1);
  expect(asked(cli)).toEqual([
    ["hold", 17],
    ["hold", null],
    ["hold", null],
  ]);
});

test("on a terminal it asks again, unless --yes was said", async () => {
  const cli = new FakeCli();
  cli.isTTY = true;
  cli.said = [false];
  expect((await cli.type("approve", "17")).code).toBe(1);
  expect(asked(cli)).toEqual([]);
  expect((await cli.type("approve", "17", "--yes")).code).toBe(0);
  expect(asked(cli)).toHaveLength(1);
});

test.each([
  ["policy_forbids", 4],
  ["budget_exhausted", 5],
  ["approval_expired", 1],
])("a refusal %s ends with %i, and --yes changes nothing about it", async (code, exit) => {
  const cli = new FakeCli();
  cli.desk.outcome = { ok: false, code, message: "Cannot approve 17: no" };
  expect((await cli.type("approve", "17", "--yes")).code).toBe(exit);
  expect((await cli.type("approve", "17")).code).toBe(exit);
});

test("what was only recorded names what waits for the company to run", async () => {
  const cli = new FakeCli();
  cli.desk.outcome = { ok: true, code: "", message: "Approved", waits: ["mail to Nordlicht"] };
  const { code, out } = await cli.type("approve", "17");
  expect(code).toBe(0);
  expect(out).toContain(
    "Approved\nRecorded only: the company is not running. Go on with npx mainstay up\nWhat follows then:\n  mail to Nordlicht\n",
  );
});

test("an edit opens the draft, shows what changed, and answers with it", async () => {
  const cli = new FakeCli();
  cli.edit = (text) => text.replace("15 July", "18 July");
  const { code, out } = await cli.type("approve", "17", "--edit");
  expect(code).toBe(0);
  expect(out).toContain("YOU CHANGED\n - deadline  15 July\n + deadline  18 July\n");
  expect(asked(cli)).toEqual([
    [
      "answer",
      17,
      {
        answer: "edit",
        digest: "d17",
        value: { ...(nordlicht.shown as object), deadline: "18 July" },
      },
    ],
  ]);
});

test("an edit that changes nothing answers nothing", async () => {
  const cli = new FakeCli();
  const { code, out } = await cli.type("approve", "17", "--edit");
  expect(code).toBe(1);
  expect(out).toContain("You changed nothing in the draft\nNothing was answered\n");
  expect(asked(cli)).toEqual([]);
});

test("an emptied draft answers nothing, says so, and names the no", async () => {
  const cli = new FakeCli();
  cli.edit = () => "";
  const { code, out } = await cli.type("approve", "17", "--edit");
  expect(code).toBe(1);
  expect(out).toContain("The draft is empty\n");
  expect(out).toContain('npx mainstay deny 17 --because "…"');
  expect(out).toContain("Nothing was answered\n");
  expect(out).not.toContain("YOU CHANGED");
  expect(cli.desk.asked).toEqual([]);
  const json = await cli.type("approve", "17", "--edit", "--json");
  expect(JSON.parse(json.out)).toMatchObject({ ok: false, code: "not_answered" });
});

test("an edit against the item's schema is not sent, and what was written is not lost", async () => {
  const cli = new FakeCli();
  cli.edit = () => "price: 4\nmine: every word\n";
  const { code, out, err } = await cli.type("approve", "17", "--edit");
  expect(code).toBe(2);
  expect(err).toContain('Cannot take the draft: "price" must be string');
  expect(out).toContain("mine: every word");
  expect(asked(cli)).toEqual([]);
});

test("a no carries its reason", async () => {
  const cli = new FakeCli();
  await cli.type("deny", "17", "--because", "no websites");
  const answer = { answer: "deny", digest: "d17", reason: "no websites" };
  expect(asked(cli)).toEqual([["answer", 17, answer]]);
});

test("a question is answered by name; another name is refused with those there are", async () => {
  const cli = new FakeCli();
  expect((await cli.type("answer", "18", "paid")).code).toBe(0);
  const { code, err } = await cli.type("approve", "15");
  expect(code).toBe(2);
  expect(err).toContain('Cannot answer 15 with "approve": it is not among its answers');
  expect(err).toContain("npx mainstay answer 15 fill --file form-15.yaml");
});

test("without an answer's name its answers are listed", async () => {
  const { code, out } = await new FakeCli().type("answer", "18");
  expect(code).toBe(2);
  expect(out).toContain("npx mainstay answer 18 late  not yet");
});

test("a form is filled from a value or a file", async () => {
  const cli = new FakeCli();
  cli.files = { "brief.yaml": "budget: 900 EUR\n" };
  await cli.type("answer", "15", "fill", "--file", "brief.yaml");
  cli.desk.items = [{ ...nordlicht, answers: { fill: "fill it in" }, schema: null }];
  await cli.type("answer", "17", "fill", "--value", '{"budget":1}');
  expect(asked(cli).map(([, , answer]) => answer)).toEqual([
    { answer: "fill", digest: "d15", value: { budget: "900 EUR" } },
    { answer: "fill", digest: "d17", value: { budget: 1 } },
  ]);
});

test("a form without content, or with what is no JSON, is refused with the remedy", async () => {
  const cli = new FakeCli();
  expect((await cli.type("answer", "15", "fill")).err).toContain(
    "answer 15 fill --file form-15.yaml",
  );
  const { code, err } = await cli.type("answer", "15", "fill", "--value", "{nope");
  expect(code).toBe(2);
  expect(err).toContain('Cannot read the value "{nope": it is not JSON');
});

test("without a number the list is shown", async () => {
  const { code, out } = await new FakeCli().type("approve");
  expect(code).toBe(2);
  expect(out).toMatch(/^Inbox · 3 decisions/);
});

test("on a terminal the inbox takes keys until she quits", async () => {
  const cli = new FakeCli();
  cli.isTTY = true;
  cli.terminal = new FakeTerminal(["1", "8", "enter", "p", "q"]);
  expect((await cli.type("inbox")).code).toBe(0);
  expect(asked(cli)).toEqual([["answer", 18, { answer: "paid", digest: "d18" }]]);
  expect(cli.terminal.closed).toBe(true);
});

test("a form is printed, filled in, and handed in, with all that is missing named at once", async () => {
  const cli = new FakeCli();
  const properties = {
    client: { type: "string", description: "Whom to bill" },
    amount: { type: "string", pattern: "^[0-9]+([.][0-9]{2})? [A-Z]{3}$", description: "Net" },
    lines: { type: "array", items: { type: "string" }, minItems: 1 },
    notes: { type: "array", items: { type: "string" } },
    days: { type: "integer" },
  };
  const schema = { type: "object", properties, required: ["client", "amount", "lines", "notes"] };
  cli.desk.items = [{ ...ruiz, shown: { known: { client: "Ana" } }, schema }];
  const form = await cli.type("answer", "15", "fill", "--template");
  expect([form.code, asked(cli)]).toEqual([0, []]);
  expect(form.out).toContain(
    "# Then hand it in: npx mainstay answer 15 fill --file form-15.yaml\n",
  );
  expect(form.out).toContain("# text, needed: Whom to bill\nclient: Ana\n");
  expect(form.out).toContain("# text, needed: Net; for example 1200.00 EUR\namount:\n");
  expect(form.out).toContain("# a whole number, may be left out: for example 1\n# days:\n");
  cli.files = { "form-15.yaml": form.out };
  const lacking = await cli.type("answer", "15", "fill", "--file", "form-15.yaml");
  expect(lacking.code).toBe(2);
  expect(lacking.err).toContain('"amount" and "lines" are missing');
  cli.files = {
    "form-15.yaml": form.out.replace("amount:", "amount: 9.00 EUR").replace("  -\n", "  - Ulm\n"),
  };
  expect((await cli.type("answer", "15", "fill", "--file", "form-15.yaml")).code).toBe(0);
  const value = { client: "Ana", amount: "9.00 EUR", lines: ["Ulm"], notes: [] };
  expect(asked(cli)).toEqual([["answer", 15, { answer: "fill", digest: "d15", value }]]);
});

test("a form is filled in field by field", async () => {
  const cli = new FakeCli();
  const text = { type: "string" };
  const to = { type: "object", properties: { name: text, lines: { type: "array", items: text } } };
  const sum = { type: "string", pattern: "^[0-9.]+( EUR)?$" };
  const properties = { to, days: { type: "integer" }, sum };
  const schema = { type: "object", properties, required: ["sum"] };
  const fill = (...fields: string[]) => {
    cli.desk.items = [{ ...ruiz, schema }];
    return cli.type("answer", "15", "fill", ...fields.flatMap((field) => ["--field", field]));
  };
  await fill("to.name=Ana = B", "to.lines=Hafen 1", "to.lines=Ulm", "days=3", "sum=12");
  const value = { to: { name: "Ana = B", lines: ["Hafen 1", "Ulm"] }, days: 3, sum: "12" };
  expect(asked(cli)).toEqual([["answer", 15, { answer: "fill", digest: "d15", value }]]);
  expect((await fill("to.name=Ana")).err).toContain('"sum" is missing');
  expect((await fill("due=3")).err).toContain("Its fields are to, days, sum");
  expect((await fill("due")).err).toContain('Write it as --field name="value"');
  expect((await fill("sum=soon")).err).toContain('"sum" must look like 1200.00 EUR');
  expect((await fill("days=soon", "sum=1")).err).toContain('"days" must be integer');
});

test("without a terminal and an editor of hers a draft is edited as a file", async () => {
  const cli = new FakeCli();
  cli.env = { NO_COLOR: "1" };
  cli.edit = () => {
    throw new Error("no editor is opened");
  };
  const { code, err } = await cli.type("approve", "17", "--edit");
  expect(code).toBe(2);
  expect(err).toContain("there is no terminal for an editor");
  expect(err).toContain("npx mainstay answer 17 edit --template > form-17.yaml");
  const draft = await cli.type("answer", "17", "edit", "--template");
  expect(draft.out).toContain("npx mainstay answer 17 edit --file form-17.yaml\n");
  cli.files = { "form-17.yaml": draft.out.replace("15 July", "18 July") };
  expect((await cli.type("answer", "17", "edit", "--file", "form-17.yaml")).code).toBe(0);
  const value = { ...(nordlicht.shown as object), deadline: "18 July" };
  expect(asked(cli)).toEqual([["answer", 17, { answer: "edit", digest: "d17", value }]]);
});
