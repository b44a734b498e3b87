import { expect, test } from "vitest";
import { cancelRun } from "../../src/engine/answer/step.ts";
import { opaque } from "../../src/engine/office.ts";
import { recordOf } from "../../src/engine/streams.ts";
import { type Company, open, plan } from "./company.ts";
import { check, record, wait } from "./nodes.ts";

/** Steps read a record by the release that their job pinned, and say under its version what they record. */
const first = { client: { type: "object", properties: { adress: { type: "string" } } } };
const second = {
  client: {
    type: "object",
    properties: { address: { type: "string" } },
    additionalProperties: false,
    "x-mainstay": { version: 2, from: { "1": { rename: { adress: "address" } } } },
  },
};
const note = plan("note", [record("noted", "client", { adress: "Hafen 1" })]);
const move = plan("move", [
  record("known", "client", null),
  check("there", "known.address == 'Hafen 1'"),
  record("moved", "client", { address: "Hafen 2" }),
]);

async function shapes(c: Company): Promise<unknown> {
  const key = opaque(c.owner.office, "record", "client", "r1");
  const { facts } = await c.owner.office.book.read(recordOf("client", key));
  return Object.fromEntries(
    Object.entries(facts).map(([field, said]) => [field, said.map(({ shape }) => shape)]),
  );
}

test("SH1: expressions and contracts of processes see today's shape of what was said before", async () => {
  const c = await open({ plans: [note, move], schemas: first });
  await c.start("note");
  await c.activate({ schemas: second, release: "r2" });
  const { status, steps } = await c.run(await c.start("move", {}, "m"));
  expect([status, steps["there"]?.status]).toEqual(["completed", "done"]);
  expect(await shapes(c)).toEqual({ adress: [1], address: [2] });
});

test("ST2: a job under way reads and says by the version of the release that it began with", async () => {
  const late = plan("late", [
    record("noted", "client", { adress: "Hafen 1" }),
    wait("week", { forMs: 1_000 }),
    record("known", "client", null),
    check("there", "known.adress == 'Hafen 1'"),
    record("moved", "client", { adress: "Hafen 3" }),
  ]);
  const c = await open({ plans: [late], schemas: first });
  const id = await c.start("late");
  await c.activate({ schemas: second, release: "r2" });
  await c.at(c.clock.now() + 2_000);
  expect((await c.run(id)).status).toBe("completed");
  expect(await shapes(c)).toEqual({ adress: [1, 1] });
});

test("EF8: what is taken back says so under the version that its job knows", async () => {
  const c = await open({ plans: [note], schemas: first });
  await c.start("note");
  const change = plan("change", [
    record("moved", "client", { address: "Hafen 2" }),
    wait("week", { forMs: 1_000_000 }),
  ]);
  await c.activate({ plans: [change], schemas: second, release: "r2" });
  const id = await c.start("change", {}, "m");
  await c.say((turn, office) => cancelRun(turn, office, id, "no"));
  expect((await c.run(id)).status).toBe("cancelled");
  const key = opaque(c.owner.office, "record", "client", "r1");
  const { facts } = await c.owner.office.book.read(recordOf("client", key));
  expect(facts["address"]?.map(({ value, shape }) => [value, shape])).toEqual([
    ["Hafen 2", 2],
    ["Hafen 1", 2],
  ]);
});
