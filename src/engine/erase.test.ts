import { expect, test } from "vitest";
import { encode } from "../ledger/codec.ts";
import { subjectSealer, type Sealer } from "../ledger/seal.ts";
import { MemoryKeys } from "../store/memory/memory-keys.ts";
import { MemoryStore } from "../store/memory/memory-store.ts";
import type { JsonObject } from "../value/json.ts";
import { ownText } from "../value/label.ts";
import { erase } from "./erase.ts";

const sealer = subjectSealer(new Uint8Array(32), new MemoryKeys());
/** As content was recorded before it was sealed. */
const plain: Sealer = { ...sealer, seal: (_, bytes) => bytes };

async function given(
  ...events: { subject: string | null; text: string; data?: JsonObject; old?: true }[]
) {
  const store = new MemoryStore();
  const stored = events.map(({ subject, text, data = {}, old }, i) =>
    encode(
      {
        seq: i + 1,
        stream: "s",
        version: i + 1,
        at: 0,
        type: "t",
        schema: 1,
        actor: "engine",
        cause: null,
        intent: 1,
        tenant: "own",
        release: "",
        epoch: 1,
        subject,
        data,
        values: { text: ownText(text) },
      },
      old === true ? plain : sealer,
    ),
  );
  await store.commit({ events: stored, rows: [], relied: [] });
  return store;
}

const gone = (...names: string[]) => new Map(names.map((name) => [name, 0]));

const valuesIn = async (store: MemoryStore) =>
  (await store.readFrom(1, 10)).map(({ values }) => values.length);

test("all content of a subject goes, sealed or plain, and nobody else's", async () => {
  const store = await given(
    { subject: "s1", text: "hers" },
    { subject: "s1", text: "hers, of old", old: true },
    { subject: "s2", text: "another's" },
    { subject: null, text: "nobody's" },
  );
  const before = await store.readFrom(1, 10);
  await erase(store, gone("s1"));
  expect(await valuesIn(store)).toEqual([0, 0, 1, 1]);
  expect((await store.readFrom(1, 10)).map(({ bytes }) => bytes)).toEqual(
    before.map(({ bytes }) => bytes),
  );
});

test("ER1: files of an older format go, named in events or in plain values", async () => {
  const files = new MemoryStore();
  const [mail, paper] = [
    await files.putBlob(Buffer.from("mail")),
    await files.putBlob(Buffer.from("pdf")),
  ];
  const store = await given(
    { subject: "s1", text: "m", data: { raw: mail }, old: true },
    { subject: "s1", text: `attached ${paper}`, old: true },
  );
  await store.putBlob(Buffer.from("mail"));
  await store.putBlob(Buffer.from("pdf"));
  await erase(store, gone("s1"));
  expect([await store.getBlob(mail), await store.getBlob(paper)]).toEqual([null, null]);
});

test("ER2: a file that another event names stays", async () => {
  const store = await given();
  const shared = await store.putBlob(Buffer.from("terms"));
  const both = await given(
    { subject: "s1", text: shared, old: true },
    { subject: "s2", text: "", data: { raw: shared }, old: true },
  );
  await both.putBlob(Buffer.from("terms"));
  await erase(both, gone("s1"));
  expect(await both.getBlob(shared)).not.toBeNull();
});
