import { expect, test } from "vitest";
import { answerHeld } from "../../src/engine/answer/effect.ts";
import { apply } from "../../src/engine/apply.ts";
import { controlStream } from "../../src/engine/streams.ts";
import { MemoryStore } from "../../src/store/memory/memory-store.ts";
import { workspaceOf } from "../fakes/small-company.ts";
import { scriptedConnector, World } from "../fakes/scripted-connector.ts";
import { type Company, day, hour, monday, open, plan } from "./company.ts";
import { inboxLines } from "../../src/cli/views/inbox.ts";
import { frame } from "../fakes/frame.ts";
import { deskFor } from "./desk.ts";
import { act, approve, call } from "./nodes.ts";
import { actAt, answer, tokenAt } from "./operator.ts";

const one = plan("one", [act("send", { to: "ana@x.example" })]);

async function looking(rules: readonly object[] = []) {
  const world = new World();
  const company = await open({
    plans: [one, plan("morning-note", [act("send", { to: "me@x.example" })])],
    connectors: { world: scriptedConnector(world, { undo: true, dedupes: false }) },
    rules,
  });
  world.now = () => company.clock.now();
  await company.control({ type: "look", until: monday + 7 * day, at: monday });
  return { world, company };
}

const say = (company: Company, id: string, token: string) =>
  company.say((turn, office) => answerHeld(turn, office, id, token, "approve", null));

test("LK1: what policy permits is held while it only looks, with an item that says why", async () => {
  const { world, company } = await looking();
  const id = await company.start("one");
  expect(actAt(await company.run(id), "send")).toMatchObject({ status: "held", held: "looking" });
  expect(world.calls).toEqual([]);
  expect((await company.items()).map(({ kind }) => kind)).toEqual(["held-looking"]);
});

test("LK1: an act that she approved is held as well, and her word for it is refused meanwhile", async () => {
  const { world, company } = await looking([{ id: "a", verdict: "ask", actions: ["world.*"] }]);
  const id = await company.start("one");
  const token = tokenAt(await company.run(id), "send");
  expect(await answer(company, id, token)).toBe("");
  expect(actAt(await company.run(id), "send").held).toBe("looking");
  expect(await say(company, id, token)).toBe("only_looking");
  expect(world.calls).toEqual([]);
});

test("LK1: a forbid beats it: what will never be done is not held for her word", async () => {
  const { company } = await looking([{ id: "f", verdict: "forbid", actions: ["world.*"] }]);
  const id = await company.start("one");
  expect(actAt(await company.run(id), "send").status).toBe("forbidden");
});

test("LK2: once its time is over new acts are done, and what was held is done at her word", async () => {
  const { world, company } = await looking();
  const id = await company.start("one");
  await company.at(monday + 7 * day + hour);
  expect(world.acts).toEqual([]);
  await company.start("one", {}, "second");
  expect(world.acts).toHaveLength(1);
  expect(await say(company, id, tokenAt(await company.run(id), "send"))).toBe("");
  await company.settled();
  expect(world.acts).toHaveLength(2);
});

test("LK2: she ends it early; nothing that was held leaves by that", async () => {
  const { world, company } = await looking();
  await company.start("one");
  expect(await company.control({ type: "go", at: monday + day })).toBe("");
  await company.settled();
  expect(world.acts).toEqual([]);
});

const seen = plan("seen", [
  approve("read", { text: "hello" }, { expiresMs: 30 * day }),
  act("send", { to: "ana@x.example" }),
]);
const caller = plan("caller", [call("sub", "asker"), act("send", { to: "ana@x.example" })]);
const asker = plan("asker", [approve("read", { text: "hello" })]);

/** She says yes while it only looks and does not run; it runs again once it acts. */
async function saidWhileLooking(runbook: string, path: string, ended: "go" | "time") {
  const world = new World();
  const store = new MemoryStore();
  const options = {
    plans: [one, seen, caller, asker],
    connectors: { world: scriptedConnector(world, { undo: true, dedupes: false }) },
    rules: path === "" ? [{ id: "a", verdict: "ask" as const, actions: ["world.*"] }] : [],
    store,
  };
  const before = await open(options);
  world.now = () => before.clock.now();
  await before.control({ type: "look", until: monday + 7 * day, at: monday });
  const id = await before.start(runbook);
  const child = (await before.runsOf("asker"))[0]?.id ?? id;
  await before.owner.close();
  const recorded = await open({ ...options, mode: "record" });
  const about = path === "" ? tokenAt(await recorded.run(id), "send") : path;
  expect(await answer(recorded, child, about)).toBe("");
  await recorded.owner.close();
  const at = monday + (ended === "go" ? day : 8 * day);
  const company = await open({ ...options, at });
  if (ended === "go") expect(await company.control({ type: "go", at })).toBe("");
  await company.settled();
  return { company, world, id };
}

test.each([
  { what: "an act", runbook: "one", path: "" },
  { what: "a draft", runbook: "seen", path: "read" },
  { what: "what a called job asked", runbook: "caller", path: "read" },
])(
  "LK3: a yes to $what that was only recorded while it looked is asked anew",
  async ({ runbook, path }) => {
    for (const ended of ["go", "time"] as const) {
      const { company, world, id } = await saidWhileLooking(runbook, path, ended);
      expect(world.acts).toEqual([]);
      expect(actAt(await company.run(id), "send")).toMatchObject({
        status: "held",
        held: "looking",
      });
      expect(await say(company, id, tokenAt(await company.run(id), "send"))).toBe("");
      await company.settled();
      expect(world.acts).toHaveLength(1);
    }
  },
);

test("LK3: what she says once it acts is her word, also in a job that began before", async () => {
  const { world, company } = await looking();
  await company.activate({ plans: [one, seen], release: "r2" });
  const id = await company.start("seen");
  await company.at(monday + 8 * day);
  expect(await answer(company, id, "read")).toBe("");
  await company.settled();
  expect(world.acts).toHaveLength(1);
});

test("LK1: the morning note comes in these days too", async () => {
  const { world, company } = await looking();
  await company.start("morning-note");
  expect(world.acts).toHaveLength(1);
});

test("LK1: it begins with the first files that become active, and not again with later ones", async () => {
  const company = await open({ plans: [], release: "" });
  const workspace = workspaceOf({});
  const settings = { ...workspace.settings, lookingDays: 7 };
  const read = { ok: true as const, workspace: { ...workspace, settings } };
  const how = { dryRun: false, runs: "finish" as const };
  await apply(company.owner, read, how);
  const until = async () => (await company.owner.office.book.read(controlStream)).lookingUntil ?? 0;
  expect(await until()).toBe(monday + 7 * day);
  await company.control({ type: "go", at: monday });
  const changed = { ...settings, lookingDays: 9 };
  await apply(company.owner, { ok: true, workspace: { ...workspace, settings: changed } }, how);
  expect(await until()).toBe(0);
});

test("LK1: while it only looks no yes is offered to what is held; then it is", async () => {
  const { world, company } = await looking();
  await company.start("one");
  const desk = deskFor(company);
  const inbox = await desk.inbox();
  const number = inbox.lines[0]!.number;
  const meanwhile = await desk.item(number);
  expect(Object.keys(meanwhile.answers)).toEqual(["done", "deny"]);
  expect(meanwhile.whyAsked).toContain('the company only looks so far; "mainstay go" lets it act');
  expect(inboxLines(inbox, frame()).join("\n")).toContain(`npx mainstay answer ${number}\n`);
  expect((await desk.go()).ok).toBe(true);
  const then = await desk.inbox();
  expect(inboxLines(then, frame()).join("\n")).toContain(`npx mainstay approve ${number}\n`);
  const { digest } = await desk.item(number);
  expect((await desk.answer(number, { answer: "approve", digest })).ok).toBe(true);
  await company.settled();
  expect(world.acts).toHaveLength(1);
});
