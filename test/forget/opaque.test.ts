import { expect, test } from "vitest";
import type { EventStore } from "../../src/ledger/store.ts";
import { open, plan } from "../engine/company.ts";
import { approve, each } from "../engine/nodes.ts";
import { companyOf, deskAt, name, secret, write } from "./client.ts";

/** LG1, EV1: what can never be forgotten holds ids, hashes and codes. */
async function stays(store: EventStore): Promise<string> {
  const events = await store.readFrom(1, 1_000);
  return events.map(({ bytes }) => Buffer.from(bytes).toString()).join("\n");
}

test("a process that calls its subject by a name keeps a hash of it, and knows it again", async () => {
  const steps = [approve("ok", { text: "{{ event.text }}" })];
  const onMail = { triggers: [{ on: "event", type: "mail.received", when: null }] } as const;
  const company = await open({
    plans: [plan("named", steps, { ...onMail, subject: "{{ event.from.name }}" })],
  });
  await write(company, "m1");
  await write(company, "m2", { name, address: "other@x.example" });
  const runs = await company.runsOf("named");
  expect(runs).toHaveLength(1);
  expect(runs[0]?.subject).toMatch(/^[0-9a-f]{26}$/);
  expect((await stays(company.store)).includes(secret)).toBe(false);
});

test("whoever asks for a job may name her request as she likes", async () => {
  const { company } = await companyOf();
  await company.activate({ plans: [plan("asked", [approve("ok", {})])], release: "rel2" });
  const desk = deskAt(company);
  const request = { runbook: "asked", input: {}, requestId: `for ${name}` };
  await desk.start(request);
  await desk.start(request);
  expect(await company.runsOf("asked")).toHaveLength(1);
  expect((await stays(company.store)).includes(secret)).toBe(false);
});

test("reasons, paths and messages about a client are sealed like the rest", async () => {
  const { company, desk } = await companyOf({
    steps: [each("all", "event.list", [approve("ok", "{{ item }}")], { key: "item.name" })],
  });
  const list = [{ name: secret }, { name: `${secret} two` }];
  const from = { name, address: "a@x.example" };
  await company.arrive("mail.received", "m1", { list, from }, ["mailto:a@x.example"]);
  const [line] = await desk.runs({});
  expect((await desk.inbox()).lines).toHaveLength(2);
  await desk.cancel(line?.number ?? 0, `because of ${secret}`);
  expect((await stays(company.store)).includes(secret)).toBe(false);
  const { entries } = await desk.run(line?.number ?? 0);
  expect(JSON.stringify(entries)).toContain(`because of ${secret}`);
  await desk.stop(`odd mail of ${secret}`);
  expect((await desk.status()).stopped).toBe(`odd mail of ${secret}`);
  expect((await stays(company.store)).includes(secret)).toBe(false);
});
