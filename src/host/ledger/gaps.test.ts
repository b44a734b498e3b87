import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { sealedFiles } from "../../ledger/sealed-files.ts";
import { subjectSealer } from "../../ledger/seal.ts";
import { MemoryKeys } from "../../store/memory/memory-keys.ts";
import { MemoryStore } from "../../store/memory/memory-store.ts";
import { ofBytes } from "../../value/digest.ts";
import { gapsIn, gapsSince, type Noted } from "./gaps.ts";
import { readNoted, writeNoted } from "./noted-needs.ts";

const whole = { files: [], subjects: [] };

/** A history of mails, each with a file, of seven clients in turn; it counts the events that are read. */
async function company(mails: number) {
  const store = new MemoryStore();
  await store.setMeta("workspace-key", "ab".repeat(32));
  const keys = new MemoryKeys(() => randomBytes(64));
  const sealer = subjectSealer(Buffer.from("ab".repeat(32), "hex"), keys);
  const files = sealedFiles(store, sealer);
  const receive = async (count: number): Promise<void> => {
    const { seq: last } = await store.last();
    const events = [];
    for (let seq = last + 1; seq <= last + count; seq++) {
      const raw = await files.put(Buffer.from(`mail ${seq}`));
      const subject = `s${seq % 7}`;
      const sealed = sealer.seal(subject, Buffer.from(JSON.stringify({ value: raw })));
      const stream = "inbound/i";
      const event = { seq, stream, version: seq, at: seq, type: "inbound.received", subject };
      const named = { data: {}, values: { raw: ofBytes(sealed) } };
      const bytes = Buffer.from(JSON.stringify({ ...event, ...named }));
      const values = [{ name: "raw", bytes: sealed }];
      events.push({ seq, stream, version: seq, bytes, values });
    }
    await store.commit({ events, rows: [], relied: [] });
  };
  await receive(mails);
  const readFrom = store.readFrom.bind(store);
  const read = { events: 0 };
  store.readFrom = async (seq, limit) => {
    const events = await readFrom(seq, limit);
    read.events += events.length;
    return events;
  };
  const look = async (noted: Noted | null) => {
    read.events = 0;
    const { seq } = await store.last();
    const found = await gapsSince(noted, store, keys, seq);
    return { ...found, read: read.events };
  };
  const blobs: string[] = [];
  for await (const name of store.blobNames()) blobs.push(name);
  return { store, keys, sealer, receive, look, blobs };
}

test.each([100, 3_000])("GA2: after %i events only what is new is read", async (mails) => {
  const { receive, look } = await company(mails);
  const first = await look(null);
  expect([first.gaps, first.read]).toEqual([whole, mails]);
  await receive(10);
  const second = await look(first.noted);
  expect([second.gaps, second.read]).toEqual([whole, 10]);
  expect([(await look(second.noted)).read, second.noted?.files.size]).toEqual([0, mails + 10]);
});

test("GA1: each file of what was read before is missed as by reading all of it", async () => {
  const { store, keys, look, receive, blobs } = await company(20);
  const { noted } = await look(null);
  await receive(1);
  for (const name of blobs) {
    const bytes = await store.getBlob(name);
    await store.dropBlob(name);
    const { gaps, noted: next } = await look(noted);
    expect([gaps, next]).toEqual([{ files: [name], subjects: [] }, null]);
    expect(await gapsIn(store, keys, 21)).toEqual(gaps);
    await store.putBlob(bytes ?? new Uint8Array());
  }
  expect((await look(noted)).gaps).toEqual(whole);
});

test("GA1: a key that was lost is missed; one that was made in its place does not hide it", async () => {
  const { store, keys, look, receive } = await company(20);
  const { noted } = await look(null);
  const fewer = new MemoryKeys(() => randomBytes(64));
  for (const { subject, key } of await keys.all()) if (subject !== "s3") fewer.adopt(subject, key);
  const { gaps } = await gapsSince(noted, store, fewer, 20);
  expect(gaps).toEqual({ files: [], subjects: ["s3"] });
  fewer.make("s3");
  await receive(1);
  await expect(gapsSince(noted, store, fewer, 20)).rejects.toThrow(
    "not the one it was sealed with",
  );
});

test("GA3: who was forgotten leaves no gap, and what was noted still counts", async () => {
  const { store, keys, look, receive } = await company(20);
  const { noted } = await look(null);
  await keys.destroy("s3", 1);
  await receive(1);
  expect(await look(noted)).toMatchObject({ gaps: whole, read: 1 });
  for (const [name, whose] of noted?.files ?? []) if (whose.has("s3")) await store.dropBlob(name);
  expect(await look(noted)).toMatchObject({ gaps: whole, read: 1 });
});

test("GA2: what was noted of another history counts for nothing", async () => {
  const other = await (await company(20)).look(null);
  const { look } = await company(20);
  expect(await look(other.noted)).toMatchObject({ gaps: whole, read: 20 });
  const longer = await (await company(21)).look(null);
  expect(await look(longer.noted)).toMatchObject({ gaps: whole, read: 20 });
});

test("NN1: what was noted is read as it was written, and not at all where a byte has changed", async () => {
  const data = await mkdtemp(path.join(tmpdir(), "ms-needs-"));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  expect(await readNoted(data)).toBeNull();
  const { noted } = await (await company(20)).look(null);
  if (noted === null) throw new Error("nothing was noted");
  await writeNoted(data, noted);
  expect(await readNoted(data)).toEqual(noted);
  const file = path.join(data, "needs.json");
  const text = await readFile(file, "utf8");
  for (const at of [0, 64, 70, text.length - 1]) {
    const flipped = text.slice(0, at) + (text[at] === "1" ? "2" : "1") + text.slice(at + 1);
    await writeFile(file, flipped);
    expect(await readNoted(data)).toBeNull();
  }
  await writeFile(file, text.slice(0, -9));
  expect(await readNoted(data)).toBeNull();
});
