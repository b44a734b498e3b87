import { expect, test } from "vitest";
import { mergeSubjects } from "../../src/engine/subject.ts";
import { subjectOf } from "../../src/engine/streams.ts";
import { MemoryKeys } from "../../src/store/memory/memory-keys.ts";
import { MemoryStore } from "../../src/store/memory/memory-store.ts";
import { type Company, day, monday, open } from "../engine/company.ts";
import { act, approve } from "../engine/nodes.ts";
import { World } from "../fakes/scripted-connector.ts";
import {
  address,
  approveAll,
  companyOf,
  deskAt,
  everything,
  name,
  options,
  secret,
  write,
} from "./client.ts";

const yes = { client: name, confirm: name, endJobs: false };

async function worked(more: Parameters<typeof companyOf>[0] = {}) {
  const at = await companyOf(more);
  await write(at.company, "m1");
  await approveAll(at.company, at.desk);
  return at;
}

async function subjectsIn({ store }: Company): Promise<string[]> {
  const rows = await store.find({ table: "run", order: [{ column: "number" }] });
  return rows.map((row) => String(row["subject"]));
}

test("LG5: before, content stands sealed everywhere but in the rows that show it", async () => {
  const { company } = await worked();
  const events = await company.store.readFrom(1, 1_000);
  const stored = events.flatMap((event) => [
    event.bytes,
    ...event.values.map(({ bytes }) => bytes),
  ]);
  expect(stored.filter((bytes) => Buffer.from(bytes).includes(secret))).toEqual([]);
  const shown: string[] = [];
  for (const table of ["run", "item", "due", "arrival", "act", "party", "fact"]) {
    const text = JSON.stringify(await company.store.find({ table }));
    if (text.includes(secret)) shown.push(table);
  }
  expect(shown).toEqual(["party", "fact"]);
});

test("LG5: after, nothing of her can be read, and everything can be looked at", async () => {
  const { company, desk } = await worked();
  const proof = await company.store.readFrom(1, 1_000);
  expect(await desk.forget(yes)).toEqual({
    ok: true,
    code: "",
    message:
      "Forgotten: nothing of what was recorded of them can be read any more; no backup holds a copy",
    receipt: {
      stores: [
        { store: "values", removed: 10, left: 0 },
        { store: "keys", removed: 1, left: 0 },
        { store: "facts", removed: 2, left: 0 },
        { store: "names", removed: 1, left: 0 },
      ],
      copies: "none",
      lastCopyAt: null,
      timeZone: "Europe/Berlin",
    },
  });
  expect((await everything(company)).includes(secret)).toBe(false);
  const after = await company.store.readFrom(1, proof.length);
  expect(after.map(({ bytes }) => bytes)).toEqual(proof.map(({ bytes }) => bytes));
  expect(await company.store.check()).toEqual([]);
  for (const { number } of await desk.runs({})) await desk.run(number);
  for (const row of await company.store.find({ table: "item" }))
    await desk.item(Number(row["number"]));
  expect((await desk.runs({})).map(({ client }) => client)).toEqual(["a forgotten client"]);
  expect(await desk.arrivals({})).toMatchObject([{ from: "a forgotten client", fate: "started" }]);
  await desk.inbox();
  await desk.ledger({});
  const before = await company.store.dump();
  await company.owner.journal.rebuild();
  expect(await company.store.dump()).toEqual(before);
  expect(company.faults).toEqual([]);
});

test("a job of hers tells that she was forgotten, and when", async () => {
  const { company, desk } = await worked();
  await desk.forget(yes);
  const [line] = await desk.runs({});
  const { entries } = await desk.run(line?.number ?? 0);
  expect(entries.at(-1)).toMatchObject({ verb: "forgot", at: company.clock.now() });
  expect(JSON.stringify(entries)).not.toContain(secret);
});

test("of what was asked and said about her nothing half is shown", async () => {
  const titled = approve("draft", {}, { title: "{{ event.from.name }} wrote: {{ event.title }}" });
  const { company, desk } = await companyOf({ steps: [titled] });
  await write(company, "m1");
  const [{ number } = { number: 0 }] = await desk.runs({});
  await desk.cancel(number, `of ${secret}`);
  await company.settled();
  await desk.forget(yes);
  const { entries } = await desk.run(number);
  const told = entries.map(({ verb, what }) => `${verb} ${what}`);
  expect(told).toContain("asked you: (forgotten)");
  expect(told).toContain("cancel the job");
});

test("SU4: who writes again is a new client, and stays one", async () => {
  const { company, desk } = await worked();
  await desk.forget(yes);
  await write(company, "m2");
  await approveAll(company, desk);
  await write(company, "m3");
  const [old, anew, again] = await subjectsIn(company);
  expect(anew).not.toBe(old);
  expect(again).toBe(anew);
  expect((await desk.runs({})).map(({ client }) => client)).toEqual([
    name,
    name,
    "a forgotten client",
  ]);
  await approveAll(company, desk);
  expect(await desk.forget(yes)).toMatchObject({ ok: true });
  await write(company, "m4");
  expect(new Set(await subjectsIn(company)).size).toBe(3);
});

test("an answer to a letter of theirs that comes later does not lead back to who was forgotten", async () => {
  const { company, desk } = await worked();
  await desk.forget(yes);
  const { store } = company;
  const { receive } = await import("../../src/engine/intake/receive.ts");
  await receive(company.owner.office, "inbox", {
    type: "mail.received",
    externalId: "m5",
    occurredAt: monday,
    addresses: ["mailto:other@x.example"],
    answers: ["m1"],
    content: { text: "hello", from: { name: "Other", address: "other@x.example" } },
    raw: null,
  });
  await company.settled();
  const rows = await store.find({ table: "arrival", order: [{ column: "seq" }] });
  expect(rows[1]?.["subject"]).not.toBe(rows[0]?.["subject"]);
});

test("FG2: open jobs are named, and end only where she says so, what they did undone first", async () => {
  const { company, desk, world } = await worked({ waits: true });
  const preview = await desk.forgetPreview(address);
  expect(preview).toMatchObject({
    client: name,
    confirm: name,
    mails: 1,
    records: 1,
    endedJobs: 0,
    openJobs: [{ number: 1, runbook: "onboard", line: "waiting for the payment" }],
    hindered: [],
  });
  expect(await desk.forget(yes)).toEqual({
    ok: false,
    code: "jobs_open",
    message:
      'Cannot forget this client: job 1 is under way; give --end-jobs, or end them first: "mainstay cancel 1"',
  });
  expect(await company.events()).not.toContain("subject.forgetting");
  expect(await desk.forget({ ...yes, endJobs: true })).toMatchObject({ ok: true });
  expect(world.acts).toMatchObject([{ args: { to: address }, undone: {} }]);
  const types = await company.events();
  const order = ["subject.forgetting", "undo.applied", "run.cancelled", "subject.forgotten"];
  expect(types.filter((type) => order.includes(type))).toEqual(order);
  expect((await everything(company)).includes(secret)).toBe(false);
});

test("FG2: a doubtful act keeps her from being forgotten until it is decided", async () => {
  const { company, desk, world } = await companyOf({
    steps: [act("letter", { to: "{{ event.from.address }}" })],
  });
  world.lookupDown = true;
  world.plan("after");
  await write(company, "m1");
  await approveAll(company, desk);
  const said = await desk.forget({ ...yes, client: address, endJobs: true });
  expect(said).toMatchObject({ ok: false, code: "jobs_stuck" });
  expect(said.message).toContain('decide it first with "mainstay show 1"');
  expect(await company.events()).not.toContain("subject.forgetting");
});

test("FG2: while everything is stopped nothing can be undone, so nobody is forgotten", async () => {
  const { company, desk } = await worked({ waits: true });
  await desk.stop("odd");
  const said = await desk.forget({ ...yes, endJobs: true });
  expect(said).toMatchObject({ ok: false, code: "jobs_stuck" });
  expect(await company.events()).not.toContain("subject.forgetting");
});

test("FG4: what cannot be undone at once is waited for, and then she is forgotten", async () => {
  const { company, desk, world } = await worked({ waits: true });
  world.planUndo("before");
  const said = await desk.forget({ ...yes, endJobs: true });
  expect(said.message).toContain("they are forgotten as soon as their jobs have ended (1)");
  expect(await desk.forgetPreview("1")).toMatchObject({ since: monday, forgottenAt: null });
  await write(company, "m2");
  expect(await subjectsIn(company)).toHaveLength(2);
  expect(new Set(await subjectsIn(company)).size).toBe(2);
  await company.at(monday + day);
  await company.owner.forgetting.settled();
  expect(await company.events()).toContain("subject.forgotten");
  expect(company.faults).toEqual([]);
});

test("only her own name is a yes; a second time there is nothing left", async () => {
  const { company, desk } = await worked();
  const wrong = await desk.forget({ ...yes, confirm: "Clara" });
  expect(wrong).toMatchObject({ ok: false, code: "not_confirmed" });
  expect(await company.events()).not.toContain("subject.forgetting");
  await desk.forget(yes);
  const { length } = await company.events();
  for (const client of ["1", address, address.toUpperCase()]) {
    expect(await desk.forget({ client, confirm: "", endJobs: false })).toMatchObject({
      ok: true,
      message: "This client was forgotten on 1 June 2026; nothing is left to forget",
    });
  }
  expect(await company.events()).toHaveLength(length);
  await expect(desk.forget(yes)).rejects.toMatchObject({ code: "client_unknown" });
  expect(await desk.merge("1", "1")).toMatchObject({ ok: false });
});

test("the answer names the day on which the last copy in older backups dies", async () => {
  const { company } = await worked();
  const desk = deskAt(company, monday + 30 * day);
  expect(await desk.forgetPreview(name)).toMatchObject({ lastCopyAt: monday + 30 * day });
  expect((await desk.forget(yes)).message).toContain(
    "the last copy in older backups dies on 1 July 2026, with a backup that is made then or later",
  );
});

test("a backup folder that could not be told is named, with what to do", async () => {
  const { company } = await worked();
  const desk = deskAt(company, null, ["/media/usb"]);
  expect((await desk.forget(yes)).message).toContain(
    'Not yet noted in "/media/usb", which is not there or cannot be written: a restore from it would bring them back',
  );
});

test("more than one client of that name is no answer", async () => {
  const { company, desk } = await worked();
  await write(company, "b1", { name: "Claudio", address: "claudio@x.example" });
  await expect(desk.forgetPreview("cla")).rejects.toThrow(
    `"cla" may be any of 2 clients: ${name} <${address}>, Claudio <claudio@x.example>; name the address, or the number of a job`,
  );
  await expect(desk.forgetPreview("nobody")).rejects.toThrow('There is no client "nobody"');
  expect(await desk.forgetPreview("claud")).toMatchObject({ client: "Claudio" });
});

test("FG1: who was found to be one is forgotten as one", async () => {
  const { company, desk } = await worked();
  await write(company, "b1", { name: `Other ${secret}`, address: `b@${secret}.example` });
  await approveAll(company, desk);
  const [one = "", other = ""] = await subjectsIn(company);
  await company.say((turn) => mergeSubjects(turn, other, one));
  expect(await desk.forgetPreview("3")).toMatchObject({ client: name, mails: 2 });
  expect(await desk.forget({ ...yes, client: "3" })).toMatchObject({ ok: true });
  expect((await everything(company)).includes(secret)).toBe(false);
  const { book } = company.owner.office;
  for (const id of [one, other]) expect((await book.read(subjectOf(id))).leaving?.at).toBe(monday);
  await write(company, "b2", { name: "Other", address: `b@${secret}.example` });
  expect(new Set(await subjectsIn(company)).size).toBe(3);
});

test("FG5: a restored ledger that is older than the forgotten-list forgets her when it opens", async () => {
  const store = new MemoryStore();
  const keys = new MemoryKeys();
  const { company } = await worked({ store, keys, waits: true });
  const [subject = ""] = await subjectsIn(company);
  await company.owner.close();
  await keys.destroy(subject, monday + day);
  const again = await open({
    ...options(new World(), { waits: true }),
    store,
    keys,
    at: monday + 2 * day,
  });
  await again.owner.forgetting.settled();
  expect(await again.events()).toContain("subject.forgetting");
  expect((await everything(again)).includes(secret)).toBe(false);
  expect((await deskAt(again).inbox()).lines).toMatchObject([{ kind: "unknown" }]);
});

test("FG5: who was forgotten in the time that a restore has lost, and writes again, is new, and is kept", async () => {
  const before = await worked();
  const [subject = ""] = await subjectsIn(before.company);
  await before.company.owner.close();
  // Restored from before she ever wrote: the list alone knows of her.
  const keys = new MemoryKeys();
  await keys.destroy(subject, monday);
  const store = new MemoryStore();
  const { company } = await worked({ store, keys });
  expect(await subjectsIn(company)).not.toContain(subject);
  const rows = await store.dump();
  await company.owner.journal.rebuild();
  expect(await store.dump()).toEqual(rows);
});

test("FG5: keys of before that are put back by hand are destroyed again when it opens", async () => {
  const store = new MemoryStore();
  const keys = new MemoryKeys();
  const { company, desk } = await worked({ store, keys });
  const [subject = ""] = await subjectsIn(company);
  const before = new MemoryKeys();
  for (const each of await keys.all()) before.adopt(each.subject, each.key);
  expect(await desk.forget(yes)).toMatchObject({ ok: true });
  await company.owner.close();
  expect(before.get(subject)).not.toBe("destroyed");
  const again = await open({ ...options(new World()), store, keys: before, at: monday + day });
  await again.owner.forgetting.settled();
  expect(before.get(subject)).toBe("destroyed");
  expect((await before.forgotten()).map((each) => each.subject)).toContain(subject);
  await again.owner.close();
});

test("a wait of nobody's and other clients are untouched", async () => {
  const { company, desk } = await worked();
  await write(company, "o1", { name: "Ben", address: "ben@x.example" });
  await desk.forget(yes);
  expect((await desk.inbox()).lines).toMatchObject([{ client: "Ben" }]);
  await approveAll(company, desk);
  expect((await desk.runs({}))[0]).toMatchObject({ client: "Ben", status: "completed" });
});

test("FG4: what hinders it at a start hinders nothing else, and the next start tries again", async () => {
  const store = new MemoryStore();
  const keys = new MemoryKeys();
  const { company, desk } = await worked({ store, keys });
  const purge = store.purge.bind(store);
  store.purge = () => Promise.reject(new Error("another program reads the file"));
  await expect(desk.forget(yes)).rejects.toThrow("another program reads");
  await company.owner.close();
  const hindered = await open({ ...options(new World()), store, keys });
  expect(hindered.faults).toMatchObject([{ message: "another program reads the file" }]);
  await write(hindered, "o1", { name: "Ben", address: "ben@x.example" });
  expect((await deskAt(hindered).inbox()).lines).toMatchObject([{ client: "Ben" }]);
  await hindered.owner.close();
  store.purge = purge;
  const next = await open({ ...options(new World()), store, keys });
  expect(next.faults).toEqual([]);
  expect(await next.events()).toContain("subject.forgotten");
});
