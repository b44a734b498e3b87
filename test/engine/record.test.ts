import { expect, test } from "vitest";
import { opaque } from "../../src/engine/office.ts";
import { recordOf } from "../../src/engine/streams.ts";
import { current } from "../../src/memory/record.ts";
import { type Company, type CompanyOptions, open, plan } from "./company.ts";
import { record } from "./nodes.ts";
import { answer, asked } from "./operator.ts";

const change = record("moved", "client", { stage: "{{ input.stage }}" });
const schemas = {
  client: { type: "object", properties: { stage: { enum: ["active", "done"] } } },
};

async function company(more: Partial<CompanyOptions> = {}) {
  return open({ plans: [plan("job", [change])], ...more });
}

async function client(c: Company) {
  const key = opaque(c.owner.office, "record", "client", "r1");
  return c.owner.office.book.read(recordOf("client", key));
}

test("ST10: facts commit with their step's end, with reason, author and source", async () => {
  const c = await company();
  const id = await c.start("job", { stage: "active" });
  const { facts, version } = await client(c);
  expect(version).toBe(1);
  expect(facts["stage"]).toMatchObject([
    { value: "active", reason: "job/moved", author: `run:${id}`, version: 1 },
  ]);
  const events = await c.ledger();
  const at = (type: string) => events.find((event) => event.type === type)?.seq ?? 0;
  expect(at("step.completed")).toBe(at("record.changed") + 1);
  expect(facts["stage"]?.[0]?.source).toBeLessThan(at("record.changed"));
});

test("ST10: what changes nothing adds no version, and nothing to take back", async () => {
  const c = await company();
  await c.start("job", { stage: "active" }, "r1");
  const second = await c.start("job", { stage: "active" }, "r2");
  expect((await client(c)).version).toBe(1);
  expect((await c.run(second)).applied).toEqual([]);
});

test("ST10: a change is judged like an act; an approval shows what will change", async () => {
  const rules = [{ id: "ask", verdict: "ask", actions: ["record.client"] }] as const;
  const c = await company({ rules });
  const id = await c.start("job", { stage: "active" });
  expect((await client(c)).version).toBe(0);
  expect((await asked(c, id, "moved")).shown).toMatchObject({ value: { stage: "active" } });
  expect(await answer(c, id, "moved")).toBe("");
  expect(current(await client(c), c.owner.office.clock.now()).value).toEqual({ stage: "active" });
});

test("ST10: a forbidden change changes nothing and stops the job", async () => {
  const rules = [{ id: "no", verdict: "forbid", actions: ["record.*"] }] as const;
  const c = await company({ rules });
  const id = await c.start("job", { stage: "active" });
  expect((await c.run(id)).steps["moved"]).toMatchObject({ status: "failed", code: "forbidden" });
  expect((await client(c)).version).toBe(0);
});

test("ST5: a change that breaks the record's schema is not written", async () => {
  const c = await company({ schemas });
  const id = await c.start("job", { stage: "no such stage" });
  expect((await c.run(id)).steps["moved"]).toMatchObject({ status: "failed", code: "contract" });
  expect((await client(c)).version).toBe(0);
});

test("without a subject and an id there is no record to change", async () => {
  const c = await company({ plans: [plan("job", [record("moved", "client", { a: 1 }, null)])] });
  const id = await c.start("job");
  expect((await c.run(id)).steps["moved"]).toMatchObject({ status: "failed", code: "no_subject" });
});
