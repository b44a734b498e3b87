import { expect, test } from "vitest";
import { cancelRun } from "../../src/engine/answer/step.ts";
import { opaque } from "../../src/engine/office.ts";
import { subjectOf } from "../../src/engine/streams.ts";
import type { Node, Trigger } from "../../src/kernel/plan.ts";
import type { Run } from "../../src/kernel/run.ts";
import { type Company, type CompanyOptions, day, monday, open, plan } from "./company.ts";
import { record, wait } from "./nodes.ts";

/** Clients are met by a "hello", which notes what it says of them. */
const meet = plan("meet", [record("client", "client", { fee: "{{ event.fee }}" }, null)], {
  triggers: [{ on: "event", type: "hello", when: null }],
});

const found = (where: string | null, give: Record<string, string> = {}): Node => ({
  name: "found",
  path: "found",
  line: 1,
  kind: "records",
  record: "client",
  where,
  give,
});

const call = (runbook: string, about: string, input = {}): Node => ({
  name: "sub",
  path: "sub",
  line: 1,
  kind: "call",
  runbook,
  with: input,
  about,
});

async function met(options: CompanyOptions, clients: Record<string, number>): Promise<Company> {
  const company = await open(options);
  for (const [name, fee] of Object.entries(clients)) {
    await company.arrive("hello", name, { fee, from: { name, address: name } }, [`mailto:${name}`]);
  }
  return company;
}

const subjectNamed = (company: Company, name: string) =>
  opaque(company.answer, "subject", "inbox", `mailto:${name}`);

const output = (run: Run, path: string) => {
  const step = run.steps[path];
  return step?.status === "done" ? step.output : null;
};

test("a step looks through the records of all clients, and takes what it is told to, each as its client's", async () => {
  const look = plan("look", [found("record.fee > 1", { fee: "{{ record.fee }}" })]);
  const company = await met({ plans: [meet, look] }, { ana: 1, tom: 2, eva: 3 });
  const run = await company.run(await company.start("look"));
  const [tom, eva] = [subjectNamed(company, "tom"), subjectNamed(company, "eva")];
  const given = output(run, "found");
  expect(given?.value).toHaveLength(2);
  expect(given?.value).toEqual(
    expect.arrayContaining([
      { subject: tom, fee: 2 },
      { subject: eva, fee: 3 },
    ]),
  );
  const list = given?.value as { subject: string }[];
  for (const [i, { subject }] of list.entries()) {
    expect(given?.labels[`/${i}/fee`]?.clients).toEqual([subject]);
  }
});

test("ST4: what was found stays as it was, whatever the records say when it is looked at again", async () => {
  const pause = wait("pause", { forMs: day });
  const look = plan("look", [found("record.fee > 1"), pause]);
  const company = await met({ plans: [meet, look] }, { ana: 1, tom: 2 });
  const id = await company.start("look");
  await company.arrive("hello", "eva", { fee: 3 }, ["mailto:eva"]);
  await company.at(monday + day);
  expect(output(await company.run(id), "found")?.value).toHaveLength(1);
});

test("CT1: after a restart the same records are found", async () => {
  const look = plan("look", [found(null)]);
  const first = await met({ plans: [meet, look] }, { ana: 1, tom: 2 });
  await first.start("look");
  await first.owner.close();
  const company = await open({ plans: [meet, look], store: first.store, process: "p2" });
  await company.arrive("hello", "eva", { fee: 3 }, ["mailto:eva"]);
  const run = await company.run(await company.start("look", {}, "r2"));
  expect(output(run, "found")?.value).toHaveLength(3);
});

test("a call about a client that was found is her job: it reads her records, and hers alone", async () => {
  const outer = plan("outer", [
    found("record.fee == 2"),
    call("inner", "{{ found[0].subject }}", { n: 1 }),
  ]);
  const inner = plan("inner", [record("own", "client", null, null), wait("go", { on: "go" })]);
  const company = await met({ plans: [meet, outer, inner] }, { ana: 1, tom: 2 });
  const id = await company.start("outer");
  const [child] = await company.runsOf("inner");
  const tom = subjectNamed(company, "tom");
  expect(child?.subject).toBe(tom);
  expect(output(child ?? (await company.run(id)), "own")?.value).toMatchObject({ fee: 2, id: tom });
  // What comes from her goes to it.
  expect(await company.arrive("go", "g1", {}, ["mailto:ana"])).toBe("parked");
  expect(await company.arrive("go", "g2", {}, ["mailto:tom"])).toBe("delivered");
  expect((await company.run(id)).status).toBe("completed");
  expect((await company.owner.office.book.read(subjectOf(tom))).open).toEqual([]);
});

test("two jobs about one client are called side by side, and each ends for itself", async () => {
  const outer = plan("outer", [
    found(null),
    call("inner", "{{ found[0].subject }}", { n: "{{ input.n }}" }),
  ]);
  const inner = plan("inner", [wait("go", { on: "go", where: "event.n == input.n" })]);
  const company = await met({ plans: [meet, outer, inner] }, { tom: 2 });
  const one = await company.start("outer", { n: 1 }, "r1");
  const two = await company.start("outer", { n: 2 }, "r2");
  await company.arrive("go", "g2", { n: 2 }, ["mailto:tom"]);
  expect((await company.run(two)).status).toBe("completed");
  expect((await company.run(one)).status).toBe("open");
  await company.say((turn, office) => cancelRun(turn, office, one, "enough"));
  expect((await company.run(one)).status).toBe("cancelled");
  const tom = subjectNamed(company, "tom");
  expect((await company.owner.office.book.read(subjectOf(tom))).open).toEqual([]);
});

test("E6: a call is about nobody whom no step has found, whatever an input or a mail says", async () => {
  const outer = plan("outer", [found("record.fee == 1"), call("inner", "{{ input.whom }}")]);
  const inner = plan("inner", [record("own", "client", null, null)]);
  const company = await met({ plans: [meet, outer, inner] }, { ana: 1, tom: 2 });
  const id = await company.start("outer", { whom: subjectNamed(company, "tom") });
  expect((await company.run(id)).steps["sub"]).toMatchObject({ status: "failed" });
  expect(await company.runsOf("inner")).toEqual([]);
});

const monthly = (where: string | null): Trigger => ({
  on: "time",
  cron: "0 9 1 * *",
  zone: "Europe/Berlin",
  missed: "each",
  about: { record: "client", where },
});

test("TM2: a time begins one job about each client that is chosen; what was missed, each with its own day", async () => {
  const bill = plan("bill", [wait("go", { on: "go" })], {
    triggers: [monthly("record.fee > 1")],
    per: "{{ slot.day }}",
  });
  const company = await met({ plans: [meet, bill] }, { ana: 1, tom: 2, eva: 3 });
  await company.at(Date.UTC(2026, 6, 1, 7));
  await company.owner.close();
  const after = await open({
    plans: [meet, bill],
    store: company.store,
    process: "p2",
    at: Date.UTC(2026, 8, 2),
  });
  const runs = await after.runsOf("bill");
  const [tom, eva] = [subjectNamed(after, "tom"), subjectNamed(after, "eva")];
  const begun = new Set(
    runs.map(({ subject, input }) => `${subject} ${(input.value as { day: string }).day}`),
  );
  const days = ["2026-07-01", "2026-08-01", "2026-09-01"];
  expect(begun).toEqual(new Set(days.flatMap((on) => [`${tom} ${on}`, `${eva} ${on}`])));
});

test("a slot for which nobody is chosen is skipped, and that is recorded", async () => {
  const bill = plan("bill", [wait("go", { on: "go" })], { triggers: [monthly("record.fee > 9")] });
  const company = await met({ plans: [meet, bill] }, { ana: 1 });
  await company.at(Date.UTC(2026, 6, 1, 7));
  expect(await company.runsOf("bill")).toEqual([]);
  const [skipped] = (await company.ledger()).filter(({ type }) => type === "slot.skipped");
  expect(skipped?.data["because"]).toBe("there is no client to begin a job about");
});

test("without what sets them apart, a client's last job keeps the next slot from beginning one", async () => {
  const bill = plan("bill", [wait("go", { on: "go" })], { triggers: [monthly(null)] });
  const company = await met({ plans: [meet, bill] }, { ana: 1 });
  await company.at(Date.UTC(2026, 7, 1, 7));
  expect(await company.runsOf("bill")).toHaveLength(1);
});

test("an arrival begins a job only where some record fits it; else it goes its own way", async () => {
  const match = plan("match", [found("record.fee == event.fee")], {
    triggers: [
      {
        on: "event",
        type: "payment.received",
        when: null,
        some: { record: "client", where: "record.fee == event.fee" },
      },
    ],
  });
  const company = await met({ plans: [meet, match] }, { ana: 1, tom: 2 });
  expect(await company.arrive("payment.received", "p1", { fee: 2 })).toBe("started");
  expect(await company.arrive("payment.received", "p2", { fee: 9 })).toBe("parked");
});

test("a wait ends when a record of the client says so, at once or later, and after a restart", async () => {
  const known = { record: "client", id: null, when: "record.fee > 1" };
  const hold = plan("hold", [wait("high", { known })], {
    triggers: [{ on: "event", type: "hold", when: null }],
  });
  const raise = plan("raise", [record("client", "client", { fee: "{{ event.fee }}" }, null)], {
    triggers: [{ on: "event", type: "raise", when: null }],
  });
  const plans = [meet, hold, raise];
  const company = await met({ plans }, { ana: 1, tom: 2 });
  await company.arrive("hold", "h1", {}, ["mailto:ana"]);
  await company.arrive("hold", "h2", {}, ["mailto:tom"]);
  const runs = () => company.runsOf("hold");
  expect((await runs()).map(({ status }) => status)).toEqual(["open", "completed"]);
  expect(output((await runs())[1] ?? fail(), "high")?.value).toEqual({ by: "record" });
  await company.arrive("raise", "r1", { fee: 1 }, ["mailto:ana"]);
  expect((await runs())[0]?.status).toBe("open");
  await company.arrive("raise", "r2", { fee: 5 }, ["mailto:ana"]);
  expect((await runs())[0]?.status).toBe("completed");
});

test("ST8: what no wait of an open job can take is not kept for it", async () => {
  const job = plan(
    "job",
    [
      record("client", "client", null, null),
      wait("first", { on: "go", where: "event.n == trigger.n" }),
      wait("later", { on: "go", where: "event.n == first.event.next" }),
    ],
    { triggers: [{ on: "event", type: "begin", when: null }] },
  );
  const company = await met({ plans: [meet, job] }, { ana: 1 });
  await company.arrive("begin", "b1", { n: 1 }, ["mailto:ana"]);
  // The second wait cannot be judged yet: what may be for it is kept.
  expect(await company.arrive("go", "g2", { n: 2 }, ["mailto:ana"])).toBe("queued");
  expect(await company.arrive("stop", "s1", { n: 2 }, ["mailto:ana"])).toBe("parked");
  expect(await company.arrive("go", "g1", { n: 1, next: 2 }, ["mailto:ana"])).toBe("delivered");
  expect((await company.runsOf("job"))[0]?.status).toBe("completed");
});

test("ST8: an arrival that the only wait can tell is not its own goes on to whoever takes it", async () => {
  const waiting = wait("first", { on: "go", where: "event.n == trigger.n" });
  const job = plan("job", [wait("hour", { forMs: day }), waiting], {
    triggers: [{ on: "event", type: "begin", when: null }],
  });
  const company = await met({ plans: [meet, job] }, { ana: 1 });
  await company.arrive("begin", "b1", { n: 1 }, ["mailto:ana"]);
  expect(await company.arrive("go", "g2", { n: 2 }, ["mailto:ana"])).toBe("parked");
  expect(await company.arrive("go", "g1", { n: 1 }, ["mailto:ana"])).toBe("queued");
});

function fail(): never {
  throw new Error("there is no such run");
}
