import { expect, test } from "vitest";
import { withhold } from "../../src/engine/effect/leaving.ts";
import { scriptedConnector, World } from "../fakes/scripted-connector.ts";
import { type Company, type CompanyOptions, hour, monday, open, plan } from "./company.ts";
import { act } from "./nodes.ts";
import { answer, letGo, tokenAt } from "./operator.ts";

const holdMs = 60_000;
const ask = { id: "ask", verdict: "ask", actions: ["world.*"] } as const;

async function leaving(more: Partial<CompanyOptions> = {}, world = new World()) {
  const company = await open({
    plans: [plan("one", [act("send", { to: "ana@x.example", occasion: "o1" })])],
    connectors: { world: scriptedConnector(world, { holdMs, businessKey: "occasion" }) },
    ...more,
  });
  const id = await company.start("one");
  return { world, company, id, token: tokenAt(await company.run(id), "send") };
}

const takeBack = (company: Company, id: string, token: string) =>
  company.say((turn, office) => withhold(turn, office, id, token));

const acts = async (company: Company) => {
  await company.owner.office.book.committed();
  return (await company.store.find({ table: "act" })).map(({ status }) => status);
};

test("LV1: a cleared act waits its time before it leaves", async () => {
  const { world, company, id } = await leaving();
  await company.at(monday + holdMs - 1);
  expect(world.calls).toEqual([]);
  expect(await acts(company)).toEqual(["leaving"]);
  await company.at(monday + holdMs);
  expect(world.acts).toHaveLength(1);
  expect((await company.run(id)).status).toBe("completed");
  expect((await company.events()).filter((type) => type === "effect.postponed")).toHaveLength(1);
});

test("LV1: it counts from her yes, and a further attempt of the same act does not wait again", async () => {
  const { world, company, id, token } = await leaving({ rules: [ask] });
  world.plan("before");
  await company.at(monday + hour);
  await answer(company, id, token);
  await company.at(monday + hour + holdMs - 1);
  expect(world.calls).toEqual([]);
  await company.at(monday + hour + holdMs + 10_000);
  expect(world.calls).toEqual([`perform ${token}`, `perform ${token}`]);
  expect((await company.events()).filter((type) => type === "effect.postponed")).toHaveLength(1);
});

test("LV1: cleared again, it waits again, whatever was tried before", async () => {
  const { world, company, id, token } = await leaving();
  world.plan("before");
  await company.at(monday + holdMs);
  expect(world.calls).toEqual([`perform ${token}`]);
  expect(await takeBack(company, id, token)).toBe("");
  await company.at(monday + hour);
  expect(await letGo(company, id, token, "approve")).toBe("");
  await company.at(monday + hour + holdMs - 1);
  expect(world.calls).toHaveLength(1);
  await company.at(monday + hour + holdMs);
  expect(world.acts).toHaveLength(1);
});

test("LV1: what is held open longer than it may be late leaves all the same", async () => {
  const world = new World();
  const slow = { holdMs: 3 * hour, latenessMs: hour };
  const { company } = await leaving({ connectors: { world: scriptedConnector(world, slow) } });
  await company.at(monday + 3 * hour);
  expect(world.acts).toHaveLength(1);
  expect(await company.items()).toEqual([]);
});

test("LV2: what she takes back in time does not leave, and waits for her", async () => {
  const { world, company, id, token } = await leaving();
  await company.at(monday + 30_000);
  expect(await takeBack(company, id, token)).toBe("");
  await company.at(monday + hour);
  expect(world.calls).toEqual([]);
  expect(await company.items()).toMatchObject([{ kind: "held-recalled", about: token }]);
  expect(await letGo(company, id, token, "approve")).toBe("");
  await company.at(monday + hour + holdMs);
  expect(world.acts).toHaveLength(1);
});

test("LV2: what has left cannot be taken back", async () => {
  const { company, id, token } = await leaving();
  await company.at(monday + holdMs);
  expect(await takeBack(company, id, token)).toBe("not_leaving");
});

test("what she took back she can change: it is judged again under a new token", async () => {
  const { world, company, id, token } = await leaving();
  await takeBack(company, id, token);
  expect(await letGo(company, id, token, "edit", { nobody: true })).toBe("edit_invalid");
  const value = { to: "ben@x.example", occasion: "o1" };
  expect(await letGo(company, id, token, "edit", value)).toBe("");
  expect((await company.run(id)).effects[token]?.status).toBe("withdrawn");
  await company.at(monday + hour);
  expect(world.acts).toMatchObject([{ args: value }]);
  expect(await company.items()).toEqual([]);
});

test("a restart in between neither shortens nor forgets the time", async () => {
  const { world, company } = await leaving();
  await company.at(monday + 20_000);
  await company.owner.close();
  const later = await leaving({ store: company.store, at: monday + 20_000 }, world);
  await later.company.at(monday + holdMs - 1);
  expect(world.calls).toEqual([]);
  await later.company.at(monday + holdMs);
  expect(world.acts).toHaveLength(1);
});

test("EF6: a rule that became stricter meanwhile is asked before it leaves", async () => {
  const { world, company, token } = await leaving();
  await company.activate({ rules: [ask] });
  await company.at(monday + hour);
  expect(world.calls).toEqual([]);
  expect(await company.items()).toMatchObject([{ kind: "effect", about: token }]);
});
