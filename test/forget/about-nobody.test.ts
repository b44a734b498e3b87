import { expect, test } from "vitest";
import type { Node } from "../../src/kernel/plan.ts";
import { MemoryKeys } from "../../src/store/memory/memory-keys.ts";
import { MemoryStore } from "../../src/store/memory/memory-store.ts";
import { type Company, type CompanyOptions, day, monday, open, plan } from "../engine/company.ts";
import { act, call, check, record, wait } from "../engine/nodes.ts";
import { scriptedConnector, World } from "../fakes/scripted-connector.ts";
import { address, deskAt, everything, name, secret, write } from "./client.ts";

const yes = { client: address, confirm: name, endJobs: false };
const paid = wait("paid", { on: "payment.received" });

const found: Node = {
  name: "found",
  path: "found",
  line: 1,
  kind: "records",
  record: "client",
  where: "record.name == input.about",
  give: {},
};

/** Clients on record, and jobs about nobody: one that waits, one that calls a job about somebody. */
async function companyWith(more: Partial<CompanyOptions> = {}) {
  const world = new World();
  const noted = record("noted", "client", { name: "{{ event.from.name }}" }, "{{ subject }}");
  const company = await open({
    plans: [
      plan("meet", [noted], {
        triggers: [{ on: "event", type: "mail.received", when: null }],
        subject: "{{ event.subject }}",
      }),
      plan("note", [check("there", "true")]),
      plan("ask", [paid]),
      plan("caller", [
        found,
        call("told", "told", { to: "{{ input.to }}" }, "{{ first(found).subject }}"),
        paid,
      ]),
      plan("told", [act("sent", { to: "{{ input.to }}" })], { triggers: [] }),
    ],
    connectors: { world: scriptedConnector(world, { undo: true }) },
    ...more,
  });
  return { company, world, desk: deskAt(company) };
}

async function met(company: Company, id = "m1", from = { name, address }): Promise<string> {
  await write(company, id, from);
  const rows = await company.store.find({ table: "run", order: [{ column: "number" }] });
  return String(rows.at(-1)?.["subject"]);
}

const holds = async (company: Company) => (await everything(company)).includes(secret);

test("FG6: a job by hand that names her is told before, and goes with her", async () => {
  const { company, desk } = await companyWith();
  await met(company);
  await company.start("note", { to: address });
  await company.start("note", { to: "somebody@x.example" }, "r2");
  await company.settled();
  const preview = await desk.forgetPreview(name);
  expect(preview).toMatchObject({ openJobs: [], aboutNobody: { jobs: [2], arrivals: 0 } });
  expect(await desk.forget(yes)).toMatchObject({ ok: true });
  expect(await holds(company)).toBe(false);
  expect(await everything(company)).toContain("somebody@x.example");
  const { entries } = await desk.run(2);
  expect(entries.at(-1)).toMatchObject({ verb: "forgot" });
  expect((await desk.run(3)).entries.at(-1)?.verb).not.toBe("forgot");
  const before = await company.store.dump();
  await company.owner.journal.rebuild();
  expect(await company.store.dump()).toEqual(before);
  expect(company.faults).toEqual([]);
});

test("FG6: an open one is named, ends only where she says so, and is waited for", async () => {
  const { company, desk } = await companyWith();
  await met(company);
  await company.start("ask", { whom: name });
  await company.settled();
  expect(await desk.forgetPreview(name)).toMatchObject({
    openJobs: [{ number: 2, runbook: "ask", waited: false }],
  });
  expect(await desk.forget(yes)).toMatchObject({ ok: false, code: "jobs_open" });
  expect(await company.events()).not.toContain("subject.forgetting");
  expect(await desk.forget({ ...yes, endJobs: true })).toMatchObject({ ok: true });
  expect(await company.events()).toContain("subject.forgotten");
  expect(await holds(company)).toBe(false);
});

test("FG6: one that others' jobs are part of is not ended but waited for, and that is seen", async () => {
  const { company, desk, world } = await companyWith();
  await met(company);
  await met(company, "b1", { name: "Ben Other", address: "ben@x.example" });
  await company.start("caller", { to: address, about: "Ben Other" });
  await company.settled();
  expect(await desk.forgetPreview(name)).toMatchObject({ openJobs: [{ number: 3, waited: true }] });
  const said = await desk.forget({ ...yes, endJobs: true });
  expect(said.message).toContain("as soon as their jobs have ended (3)");
  expect(world.acts).toMatchObject([{ undone: null }]);
  expect((await desk.inbox()).warnings).toEqual([
    `Forgetting ${name}, begun on 1 June 2026, waits for job 3: see "mainstay show 3"`,
  ]);
  await company.arrive("payment.received", "p1");
  await company.settled();
  await company.owner.forgetting.settled();
  expect(await company.events()).toContain("subject.forgotten");
  expect((await desk.inbox()).warnings).toEqual([]);
});

test("FG6: what a job about her told its caller goes with her key, and the caller's words too", async () => {
  const { company, desk } = await companyWith();
  await met(company);
  await company.start("caller", { to: "ana@x.example", about: name });
  await company.settled();
  expect(await desk.forget({ ...yes, endJobs: true })).toMatchObject({ ok: true });
  expect(await holds(company)).toBe(false);
  expect(company.faults).toEqual([]);
});

test("FG6: one word of hers is nobody's name in a sentence", async () => {
  const { company, desk } = await companyWith();
  await met(company, "m1", { name: "Ana", address: "ana@x.example" });
  await company.start("note", { text: "Ana called" });
  await company.start("note", { client: "ana" }, "r2");
  await company.settled();
  expect(await desk.forgetPreview("ana@x.example")).toMatchObject({ aboutNobody: { jobs: [3] } });
});

test("FG5: a restored ledger that is older forgets what the list names, and says so in its history", async () => {
  const store = new MemoryStore();
  const keys = new MemoryKeys();
  const { company } = await companyWith({ store, keys });
  const hers = await met(company);
  const note = await company.start("note", { to: address });
  await company.start("ask", { to: address }, "r2");
  await company.settled();
  await company.owner.close();
  const ask = (await store.find({ table: "run", where: { runbook: "ask" } }))[0]?.["id"];
  await keys.destroy(hers, monday + day);
  for (const id of [note, ask]) await keys.destroy(`run/${String(id)}`, monday + day);
  const again = await companyWith({ store, keys, at: monday + 2 * day });
  await again.company.settled();
  await again.company.owner.forgetting.settled();
  expect(await holds(again.company)).toBe(false);
  expect(await again.company.events()).toContain("subject.named");
  expect(await again.company.events()).toContain("subject.forgotten");
  expect(await store.count({ table: "run", where: { status: ["open", "cancelling"] } })).toBe(0);
  const { length } = await again.company.events();
  await again.company.owner.close();
  const third = await companyWith({ store, keys, at: monday + 3 * day });
  expect(await third.company.events()).toHaveLength(length);
});
