import { expect, test } from "vitest";
import { restedOn } from "../../src/api/desk/memory/rested.ts";
import { keepPassage } from "../../src/engine/memory/keep.ts";
import { opaque } from "../../src/engine/office.ts";
import { recordOf } from "../../src/engine/streams.ts";
import { decode } from "../../src/ledger/codec.ts";
import { nameOfEntry } from "../../src/ledger/gone.ts";
import type { Row } from "../../src/ledger/table.ts";
import { MemoryKeys } from "../../src/store/memory/memory-keys.ts";
import { MemoryStore } from "../../src/store/memory/memory-store.ts";
import { fromOperator } from "../../src/value/label.ts";
import { type Company, open, plan } from "../engine/company.ts";
import { heard } from "../engine/heard.ts";
import { record, wait } from "../engine/nodes.ts";
import { deskAt } from "../forget/client.ts";
import { companyWith, draft, goneIn, options, secret } from "./company.ts";
import { operator } from "../../src/engine/who.ts";

const long = `We only ever print on ${secret}, the grey one.`;
const because = "not ours to know";

/** Everything that can still be opened, as text. */
async function readable(c: Company): Promise<string> {
  const events = await c.store.readFrom(1, 100_000);
  const told = events.map((event) => decode(event, c.owner.office.sealer).values);
  const rows = await Promise.all(
    ["fact", "party", "passage"].map((table) => c.store.find({ table })),
  );
  return JSON.stringify([told, rows]);
}

async function rebuiltEqual(c: Company): Promise<void> {
  const before = await c.store.dump();
  await c.owner.journal.rebuild();
  expect(await c.store.dump()).toEqual(before);
  expect(await c.store.check()).toEqual([]);
}

test("PU1: a passage goes with what quotes it, and is not found, kept again or restored any more", async () => {
  const c = await companyWith({});
  const desk = deskAt(c);
  const ana = await heard(c, "Ana", "a1", long);
  await heard(c, "Ana", "a2", "Hello.");
  await draft(c, ana, "draft", "Which paper?");
  const name = { what: "passage", client: "Ana", id: "a1" } as const;
  expect(await desk.purgePreview(name)).toMatchObject({
    what: "what Ana said on 31 May 2026",
    entries: 1,
    copies: 2,
    jobs: [],
    hindered: "",
  });
  expect(await desk.purge({ name, because: " " })).toMatchObject({
    code: "reason_missing",
    receipt: null,
  });
  expect(await goneIn(c)).toEqual([]);
  expect(await readable(c)).toContain("the grey one");
  expect(await desk.purge({ name, because })).toMatchObject({
    ok: true,
    receipt: {
      stores: [
        { store: "values", removed: 3, left: 0 },
        { store: "words", removed: 1, left: 0 },
      ],
      copies: "none",
    },
  });
  expect(await goneIn(c)).toEqual(["passage.kept", "call.started", "call.ended"]);
  expect(await readable(c)).not.toContain("the grey one");
  const { passages } = await desk.recall({ client: "Ana", query: "print on the grey one", k: 5 });
  expect(passages.map(({ id }) => id)).toEqual(["a2"]);
  await rebuiltEqual(c);
  const passage = { id: "a1", client: "Ana", author: "Ana", at: 1, thread: "", text: long };
  const { result } = await c.owner.office.book.turn(operator, (turn) =>
    keepPassage(turn, c.owner.office, passage),
  );
  expect(result).toMatchObject({ reason: expect.stringContaining("was removed for good") });
  expect(await desk.purge({ name, because })).toMatchObject({
    ok: true,
    message: expect.stringContaining("removed before"),
    receipt: null,
  });
});

test("PU2: a fact goes with all its versions; what was said in the same breath stands as it stood", async () => {
  const c = await companyWith({});
  const desk = deskAt(c);
  const ana = await heard(c, "Ana", "a1", "Hello.");
  const say = (field: string, value: string) =>
    desk.sayFact({
      client: "Ana",
      kind: "preference",
      field,
      how: "set",
      value,
      because: "by phone",
    });
  await say("diet", `${secret}, always`);
  await say("diet", `${secret} again`);
  await say("paper", "uncoated");
  await draft(c, ana, "draft", "What to cook?");
  const name = { what: "fact", client: "Ana", kind: "preference", field: "diet" } as const;
  expect(await desk.purgePreview(name)).toMatchObject({
    what: "preference.diet, with all its versions",
    entries: 2,
    copies: 2,
    again: [],
  });
  expect(await desk.purge({ name, because })).toMatchObject({
    ok: true,
    receipt: {
      stores: [
        { store: "values", removed: 6, left: 0 },
        { store: "facts", removed: 1, left: 0 },
      ],
    },
  });
  const { records } = await desk.facts({ client: "Ana" });
  expect(records.flatMap(({ facts }) => facts.map(({ field, value }) => [field, value]))).toEqual([
    ["paper", "uncoated"],
  ]);
  const key = opaque(c.owner.office, "record", "preference", ana);
  expect(await restedOn(c.owner, { kind: "preference", key }, 1)).toHaveLength(1);
  await say("diet", "vegan");
  const { versions } = await desk.factHistory(name);
  const removed = { at: expect.any(Number) as number, by: "you", because };
  expect(versions.map((each) => [each.known, each.value, each.removed])).toEqual([
    [true, "vegan", null],
    [false, null, removed],
    [false, null, removed],
  ]);
  await rebuiltEqual(c);
});

test("PU2: fields that one entry noted together with it are recorded anew", async () => {
  const c = await companyWith({});
  const desk = deskAt(c);
  const ana = await heard(c, "Ana", "a1", "Hello.");
  const key = opaque(c.owner.office, "record", "preference", ana);
  await c.owner.office.book.turn({ actor: "run:r1", cause: null, intent: null }, (turn) => {
    turn.emit(recordOf("preference", key), {
      type: "record.changed",
      data: {
        kind: "preference",
        id: key,
        fields: ["diet", "paper"],
        version: 1,
        reason: "noted",
        author: "run:r1",
        validFrom: turn.at,
        source: turn.nextSeq,
      },
      values: { set: fromOperator({ diet: secret, paper: "uncoated" }) },
      subject: ana,
    });
  });
  const name = { what: "fact", client: "Ana", kind: "preference", field: "diet" } as const;
  expect(await desk.purgePreview(name)).toMatchObject({ entries: 1, again: ["paper"] });
  expect(await desk.purge({ name, because })).toMatchObject({ ok: true });
  const { records } = await desk.facts({ client: "Ana" });
  expect(records[0]?.facts).toMatchObject([{ field: "paper", value: "uncoated", reason: "noted" }]);
  expect(await readable(c)).not.toContain(secret);
  await rebuiltEqual(c);
});

test("PU3: a mail that a job works with stays until that has ended; then it goes with its copies", async () => {
  const onMail = {
    triggers: [{ on: "event", type: "mail.received", when: null }],
    subject: "{{ event.subject }}",
  } as const;
  const c = await companyWith(
    {},
    {
      plans: [plan("answer", [wait("paid", { on: "payment.received" })], onMail)],
      agents: [],
    },
  );
  const desk = deskAt(c);
  const from = { name: "Ana", address: "ana@ruiz.example" };
  const content = { title: "Hello", text: long, from, kind: "person", messageId: "m1" };
  await c.arrive("mail.received", "m1", content, ["mailto:ana@ruiz.example"]);
  const [row] = await c.store.find({ table: "arrival" });
  const name = { what: "arrival", client: "Ana", id: String(row?.["id"]) } as const;
  const preview = await desk.purgePreview(name);
  expect(preview).toMatchObject({ entries: 2, hindered: expect.stringContaining("works with it") });
  const [, number = ""] = /"mainstay cancel (\d+)"/.exec(preview.hindered) ?? [];
  expect(await desk.purge({ name, because })).toMatchObject({ ok: false, code: "content_needed" });
  expect(await goneIn(c)).toEqual([]);
  expect(await desk.cancel(Number(number), "done")).toMatchObject({ ok: true });
  await c.settled();
  expect(await desk.purge({ name, because })).toMatchObject({ ok: true });
  expect((await goneIn(c)).toSorted()).toEqual(["inbound.received", "run.started"]);
  expect(await readable(c)).not.toContain("the grey one");
  await rebuiltEqual(c);
  await desk.run(Number(number));
  await desk.arrivals({});
});

test("PU4, QO3: jobs are told that had it, were told of it or hold its words, not those of the same client", async () => {
  const ends = "Ana Ruiz · everything that can be printed · Calle de los Olivos 12, Sevilla";
  const onMail = {
    triggers: [{ on: "event", type: "mail.received", when: null }],
    subject: null,
  } as const;
  const noted = record("noted", "note", { text: "{{ input.title }}" }, "{{ input.id }}");
  const schemas = { note: { type: "object", properties: { text: { type: "string" } } } };
  const c = await companyWith(
    {},
    { plans: [plan("note-it", [noted], onMail)], agents: [], schemas },
  );
  const desk = deskAt(c);
  const arrive = (id: string, title: string, text: string, by = "ana@ruiz.example") => {
    const from = { name: by === "ana@ruiz.example" ? "Ana Ruiz" : "Ben", address: by };
    const answers = title.startsWith("Re:") ? "m1@ruiz.example" : null;
    const content = { title, text, from, kind: "person", messageId: id, inReplyTo: answers };
    return c.arrive("mail.received", id, content, [`mailto:${by}`]);
  };
  const said = `Only ever on ${secret}, please.`;
  const title = "Which paper we print on";
  await arrive("m1@ruiz.example", title, `${said}\n${ends}`);
  for (const n of [2, 3, 4, 5])
    await arrive(`m${n}@ruiz.example`, `Re: ${title}`, `The ${n} colours are right.\n${ends}`);
  const ben = "ben@quay.example";
  await arrive("b1", "Her paper", `She wrote to me: ${said} What do you say?`, ben);
  await c.settled();
  const [first, ...others] = await c.store.find({ table: "arrival", order: [{ column: "seq" }] });
  const numbers = await c.store.find({ table: "run", order: [{ column: "number" }] });
  const jobs = numbers.map((row) => Number(row["number"]));
  expect(jobs).toHaveLength(6);
  const preview = (row: Row | undefined) =>
    desk.purgePreview({ what: "arrival", id: String(row?.["id"]) });
  // Its own job, and that of whoever quotes it.
  expect((await preview(first)).jobs).toEqual([jobs[0], jobs[5]]);
  // Of one that says nothing of its own but a short line, none but its own.
  expect((await preview(others[0])).jobs).toEqual([jobs[1]]);
});

test("what is kept for good, and what nobody knows, is refused with what to do instead", async () => {
  const c = await companyWith(
    {},
    { schemas: { invoice: { type: "object", "x-mainstay": { consistency: "strong" } } } },
  );
  const desk = deskAt(c);
  await heard(c, "Ana", "a1", long);
  const client = "Ana";
  await expect(
    desk.purgePreview({ what: "fact", client, kind: "invoice", field: "gross" }),
  ).rejects.toThrow(/rest on records of this kind; correct it/);
  await expect(
    desk.purgePreview({ what: "fact", client, kind: "preference", field: "diet" }),
  ).rejects.toThrow(/see "mainstay facts"/);
  await expect(desk.purgePreview({ what: "passage", client, id: "nope" })).rejects.toThrow(
    /see "mainstay recall"/,
  );
  await c.arrive("payment.received", "p1", { amount: "1.00 EUR" });
  const [row] = await c.store.find({ table: "arrival" });
  await expect(desk.purgePreview({ what: "arrival", id: String(row?.["seq"]) })).rejects.toThrow(
    /belong to the books/,
  );
});

test("RV3: what she removed is removed again from a copy of before that was restored", async () => {
  const keys = new MemoryKeys();
  const store = new MemoryStore();
  const before = await open({ ...options({}), store, keys });
  await heard(before, "Ana", "a1", long);
  const [kept] = (await before.ledger()).filter(({ type }) => type === "passage.kept");
  await before.owner.close();
  // As a restore leaves it: the list is ahead of the ledger.
  await keys.destroy(nameOfEntry(kept?.seq ?? 0), Date.UTC(2027, 0, 1));
  const next = await open({ ...options({}), store, keys, process: "p2" });
  expect(await goneIn(next)).toEqual(["passage.kept"]);
  await next.owner.close();
  const again = await open({ ...options({}), store, keys, process: "p3" });
  expect((await again.events()).filter((type) => type === "content.removing")).toHaveLength(1);
});
