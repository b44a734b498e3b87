import { expect, test } from "vitest";
import { receive } from "../../src/engine/intake/receive.ts";
import { whom } from "../../src/cli/views/waiting.ts";
import { monday, open, plan } from "../engine/company.ts";
import { deskFor } from "../engine/desk.ts";
import { act, approve } from "../engine/nodes.ts";
import { answer } from "../engine/operator.ts";
import { scriptedConnector, World } from "../fakes/scripted-connector.ts";

/** Default views name the client and the deed, and speak no word of contracts. */
test("a job about nobody known is told by the one client that it names", async () => {
  const c = await open({ plans: [plan("one", [approve("ok", { a: 1 })])] });
  await c.start("one", { client: { name: "Tom Reuter" } }, "r1");
  await c.start("one", { client: "Ana" }, "r2");
  await c.start("one", {}, "r3");
  const desk = deskFor(c);
  expect((await desk.inbox()).lines.map(whom)).toEqual(["Tom Reuter", "Ana", "One"]);
  expect((await desk.runs({})).map(({ client }) => client)).toEqual(["", "Ana", "Tom Reuter"]);
});

test("an act whose arguments do not fit is told by its field", async () => {
  const c = await open({
    plans: [plan("one", [act("invoice", { to: "", amount: 3, vat: "x" })])],
    connectors: { world: scriptedConnector(new World()) },
  });
  const id = await c.start("one");
  const [line] = (await deskFor(c).inbox()).lines;
  expect(line?.title).toMatch(/^Stuck at "invoice": "to": .*; "amount" must be text; /);
  expect(line?.title).not.toMatch(/contract|propose|world\.act/);
  const { entries } = await deskFor(c).run((await c.run(id)).number);
  expect(JSON.stringify(entries)).not.toMatch(/contract|propose/);
});

test("a bank file that cannot be read is no mail", async () => {
  const c = await open({ plans: [] });
  const arrival = { occurredAt: monday, addresses: [], answers: [], raw: null };
  const damaged = 'line 3: "1.190.00" is no amount';
  const content = { file: "june.csv" };
  const read = (type: string) =>
    receive(c.owner.office, "bank", { ...arrival, type, externalId: type, content, damaged });
  await read("payment.received");
  await read("mail.received");
  await c.settled();
  const { lines } = await deskFor(c).inbox();
  expect(lines.map(whom)).toEqual(["Payment", "Damaged mail"]);
});

test("what she decided is told by what it was about, also where every line is shown", async () => {
  const c = await open({ plans: [plan("one", [approve("read", {})])] });
  const id = await c.start("one");
  await answer(c, id, "read");
  const { entries } = await deskFor(c).run((await c.run(id)).number);
  const told = entries.map(({ verb, what }) => `${verb} ${what}`);
  expect(told).toContain("you decided: read");
  expect(told.join()).not.toContain('did "');
});

test("of a mail that may have left she is asked whether they have it", async () => {
  const world = new World();
  world.plan("before-maybe");
  const c = await open({
    plans: [plan("one", [act("send", { to: "ana@x.example" })])],
    connectors: { world: scriptedConnector(world, { lookup: "none" }) },
  });
  await c.start("one");
  const desk = deskFor(c);
  const [line] = (await desk.inbox()).lines;
  expect((await desk.item(line!.number)).answers).toEqual({
    happened: "they have it",
    again: "send it again, though they may then have it twice",
    not: "they do not have it; leave it",
  });
});
