import { expect, test } from "vitest";
import { whom } from "../../src/cli/views/waiting.ts";
import type { Notice } from "../../src/api/contract/desk.ts";
import { open, plan as planOf } from "../engine/company.ts";
import { deskFor } from "../engine/desk.ts";
import { approve, check, each, call, wait } from "../engine/nodes.ts";
import { answer } from "../engine/operator.ts";
import { idea, notes } from "../publish/studio.ts";

test("a job is called by what it is about, wherever it is listed, from its start to its end", async () => {
  const there = await notes();
  const job = await there.write({ idea, title: "Prices in winter", announce: "ana@x.example" });
  const runs = async () => (await there.company.type("runs")).out.replaceAll(/\s+/g, " ");
  expect(await runs()).toContain("Publish: Prices in winter");
  const { lines } = JSON.parse((await there.company.type("inbox", "--json")).out);
  expect(lines.map(whom)).toEqual(["Publish note"]);
  await there.type("approve", String(await there.open()), "--yes");
  expect(await there.show(job)).toContain(`Job ${job} · Publish: Prices in winter`);
  const inbox = (await there.company.type("inbox")).out.replaceAll(/\s+/g, " ");
  expect(inbox).toContain("Publish: Prices in winter: “second thoughts” is over");
  expect(inbox).not.toContain("a wait ends");
});

test("what falls due next says whose it is and what", async () => {
  const paid = wait("paid", { on: "payment.received", forMs: 3_600_000 });
  const c = await open({ plans: [planOf("onboard", [paid])] });
  await c.start("onboard", { client: "Ana" });
  expect((await deskFor(c).inbox()).next?.line).toBe(
    "Ana, onboard: waits no longer for the payment",
  );
});

test("a job that ends is told live by its name, and a stuck one says which it is", async () => {
  const c = await open({
    plans: [
      planOf("publish", [approve("ready", {}), check("honest", "false")], {
        title: "Publish: {{ input.title }}",
      }),
    ],
  });
  const desk = deskFor(c);
  const told: Notice[] = [];
  const ended = new AbortController();
  const watching = (async () => {
    for await (const notice of desk.watch(ended.signal)) told.push(notice);
  })();
  const first = await c.start("publish", { title: "Winter" }, "r1");
  await answer(c, first, "ready");
  const [stuck] = (await desk.inbox()).lines;
  expect(stuck?.notes[0]).toBe("Publish: Winter");
  const { number } = await c.run(first);
  await desk.cancel(number, "no more");
  await c.settled();
  await desk.inbox();
  ended.abort();
  await watching;
  expect(told.filter(({ kind }) => kind === "done")).toMatchObject([
    { verb: "cancels", line: "Publish: Winter" },
    { verb: "cancelled", line: "Publish: Winter" },
  ]);
});

test("parts of a job that did the same are one line with how often, and all stand among the details", async () => {
  const c = await open({
    plans: [
      planOf("main", [each("all", "input.list", [call("noted", "note")], { key: "item" })]),
      planOf("note", [check("fine", "true")], { triggers: [], purpose: "Remember it" }),
    ],
  });
  const id = await c.start("main", { list: ["a", "b", "c"] });
  const { entries } = await deskFor(c).run((await c.run(id)).number);
  const lines = entries.filter(({ what }) => what.startsWith("remember it"));
  expect(lines.map(({ what, detail }) => [what, detail])).toEqual([
    ["remember it (3 times)", false],
    ["remember it", true],
    ["remember it", true],
  ]);
});
