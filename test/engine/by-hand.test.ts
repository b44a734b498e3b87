import { expect, test } from "vitest";
import type { Action } from "../../src/connectors/contract.ts";
import { scriptedConnector, World } from "../fakes/scripted-connector.ts";
import { type CompanyOptions, day, hour, monday, open, plan } from "./company.ts";
import { act, parallel } from "./nodes.ts";
import { actAt, answer, asked, letGo, tokenAt } from "./operator.ts";

const ask = { id: "ask", verdict: "ask", actions: ["world.*"] } as const;
const byHand = { id: "hand", verdict: "byHand", actions: ["world.*"] } as const;

/** Her mailbox: what lies among the drafts, and what she sent of it. */
class Drafts implements NonNullable<Action["byHand"]> {
  readonly offer = "put it into my Drafts";
  readonly note = "it lies in your Drafts";
  readonly laid: string[] = [];
  sent = false;
  down = false;
  looks = 0;
  lay: NonNullable<Action["byHand"]>["lay"] = async ({ token }) => {
    if (this.down) throw new Error("the line broke");
    if (!this.laid.includes(token)) this.laid.push(token);
  };
  done: NonNullable<Action["byHand"]>["done"] = async () => {
    this.looks += 1;
    if (this.down) throw new Error("the line broke");
    return this.sent ? { id: "sent by her" } : null;
  };
}

async function drafting(more: Partial<CompanyOptions> = {}, drafts = new Drafts()) {
  const world = new World();
  const company = await open({
    plans: [plan("one", [act("send", { to: "ana@x.example", occasion: "o1" })])],
    connectors: {
      world: scriptedConnector(world, { byHand: drafts, businessKey: "occasion" }),
    },
    rules: [byHand],
    ...more,
  });
  const id = await company.start("one");
  return { world, drafts, company, id, token: tokenAt(await company.run(id), "send") };
}

test("BH1: what policy wants done by hand is put before her, once", async () => {
  const { world, drafts, company, token } = await drafting();
  await company.at(monday + day);
  expect(drafts.laid).toEqual([token]);
  expect((await company.events()).filter((type) => type === "effect.handed")).toHaveLength(1);
  expect(await company.items()).toMatchObject([{ kind: "held-hand", about: token }]);
  expect(world.acts).toEqual([]);
});

test("BH2: her sending it settles the item, and the job goes on with what she did", async () => {
  const { drafts, company, id, token } = await drafting();
  drafts.sent = true;
  await company.at(monday + hour);
  expect(await company.items()).toEqual([]);
  const run = await company.run(id);
  expect(run.status).toBe("completed");
  expect(run.effects[token]).toMatchObject({
    status: "applied",
    result: { value: { id: "sent by her" } },
  });
});

test("BH2: while she has not it is looked for ever more rarely, and nothing is recorded", async () => {
  const { drafts, company } = await drafting();
  await company.at(monday + hour);
  const events = (await company.events()).length;
  await company.at(monday + day);
  expect(drafts.looks).toBeGreaterThan(20);
  expect(drafts.looks).toBeLessThan(140);
  expect(await company.events()).toHaveLength(events);
});

test("BH2: it is looked for at whole milliseconds, as everything is recorded", async () => {
  const { company } = await drafting();
  for (let past = 1; past <= 4; past += 1) {
    await company.at(monday + past * hour + past);
    expect(company.clock.next()).toSatisfy(Number.isInteger);
  }
});

test("OC3: what she sent stands for its occasion; what only waited to do the same asks her", async () => {
  const world = new World();
  const drafts = new Drafts();
  const may = { to: "ana@x.example", occasion: "May" };
  const company = await open({
    plans: [plan("both", [parallel("p", { one: [act("a", may)], two: [act("b", may)] })])],
    connectors: {
      world: scriptedConnector(world, { byHand: drafts, businessKey: "occasion", holdMs: hour }),
    },
  });
  const id = await company.start("both");
  const [a, b] = ["p/one/a", "p/two/b"] as const;
  expect(actAt(await company.run(id), b)).toMatchObject({ status: "held", held: "conflict" });
  expect(await letGo(company, id, tokenAt(await company.run(id), b), "hand")).toBe("");
  drafts.sent = true;
  await company.at(monday + 2 * hour);
  expect(actAt(await company.run(id), b).status).toBe("applied");
  expect(actAt(await company.run(id), a)).toMatchObject({ status: "held", held: "conflict" });
  expect(world.acts).toEqual([]);
});

test("AN6: on an approval she can say that she does it herself", async () => {
  const { world, drafts, company, id, token } = await drafting({ rules: [ask] });
  expect(drafts.laid).toEqual([]);
  expect(await answer(company, id, token, { answer: "hand", digest: "other" })).toBe(
    "approval_changed",
  );
  expect(await answer(company, id, token, { answer: "hand" })).toBe("");
  expect((await asked(company, id, token)).status).toBe("void");
  expect(drafts.laid).toEqual([token]);
  expect(await answer(company, id, token, { answer: "approve" })).not.toBe("");
  drafts.sent = true;
  await company.at(monday + hour);
  expect((await company.run(id)).status).toBe("completed");
  expect(world.acts).toEqual([]);
});

test("what she says she did herself is settled at once", async () => {
  const { company, id, token } = await drafting();
  expect(await letGo(company, id, token, "done", { id: "x" })).toBe("");
  expect((await company.run(id)).status).toBe("completed");
  await company.at(monday + day);
});

test("a mailbox that cannot be reached is tried again, and costs nothing", async () => {
  const drafts = new Drafts();
  drafts.down = true;
  const { company, token } = await drafting({}, drafts);
  await company.at(monday + hour);
  expect(company.faults).toEqual([]);
  drafts.down = false;
  await company.at(monday + 2 * hour);
  expect(drafts.laid).toEqual([token]);
});

test("BH1: after a crash before it was noted, it is laid again under the same token", async () => {
  const { drafts, company, token } = await drafting();
  await company.owner.close();
  const again = await drafting({ store: company.store }, drafts);
  await again.company.at(monday + hour);
  expect(drafts.laid).toEqual([token]);
});

test("BH1: what she sent of it before that was recorded is found, and not laid again", async () => {
  const drafts = new Drafts();
  drafts.down = true;
  const { world, company, id, token } = await drafting({}, drafts);
  const { proposal, args } = actAt(await company.run(id), "send");
  const result = { id: "sent by her" };
  world.acts.push({ ...world.acts[0]!, token, digest: proposal.digest, result, visibleFrom: 0 });
  drafts.down = false;
  await company.at(monday + hour);
  expect(drafts.laid).toEqual([]);
  expect(actAt(await company.run(id), "send")).toMatchObject({ status: "applied", args });
});

test("BH3: nothing is put anywhere while everything is stopped", async () => {
  const { drafts, company, id, token } = await drafting({ rules: [ask] });
  await company.control({ type: "stop", reason: "wait" });
  await answer(company, id, token, { answer: "hand" });
  await company.at(monday + hour);
  expect(drafts.laid).toEqual([]);
  await company.control({ type: "resume", target: { kind: "everything" } });
  await company.at(monday + 2 * hour);
  expect(drafts.laid).toEqual([token]);
});

test("while the company only looks, she can take a letter into her own hands: nothing is sent for her", async () => {
  const world = new World();
  const drafts = new Drafts();
  const company = await open({
    plans: [plan("one", [act("send", { to: "ana@x.example" })])],
    connectors: { world: scriptedConnector(world, { byHand: drafts, holdMs: 60_000 }) },
  });
  await company.control({ type: "look", until: monday + 7 * day, at: monday });
  const id = await company.start("one");
  const token = tokenAt(await company.run(id), "send");
  expect(await company.items()).toMatchObject([{ kind: "held-looking", about: token }]);
  expect(await letGo(company, id, token, "hand")).toBe("");
  expect(drafts.laid).toEqual([token]);
  drafts.sent = true;
  await company.at(monday + 2 * hour);
  expect((await company.run(id)).status).toBe("completed");
  expect(world.acts).toEqual([]);
});
