import * as fc from "fast-check";
import { expect, test } from "vitest";
import { MemoryKeys } from "../store/memory/memory-keys.ts";
import { ofBytes } from "../value/digest.ts";
import type { Json, JsonObject } from "../value/json.ts";
import { fromOutside, ownText } from "../value/label.ts";
import { decode, encode, mismatches, timeOf } from "./codec.ts";
import type { Recorded } from "./event.ts";
import { type Sealer, subjectSealer } from "./seal.ts";
import { Damaged, type StoredEvent } from "./store.ts";

const sealer = subjectSealer(new Uint8Array(32), new MemoryKeys());
const event: Recorded = {
  seq: 3,
  stream: "run/1",
  version: 2,
  at: 1000,
  type: "step.completed",
  schema: 1,
  actor: "engine",
  cause: 2,
  intent: 1,
  tenant: "local",
  release: "r1",
  epoch: 1,
  subject: "s1",
  data: { path: 'a "b"', n: 1 },
  values: { out: fromOutside({ a: 1 }, "s1"), more: ownText("x") },
};
const spoil = (stored: StoredEvent, from: string, to: string): StoredEvent => ({
  ...stored,
  bytes: Buffer.from(Buffer.from(stored.bytes).toString().replace(from, to)),
});

test("CO1: the bytes of an event have a fixed order and name its values by digest", () => {
  const { bytes, values } = encode(
    { ...event, subject: null, values: { out: ownText(1) } },
    sealer,
  );
  const body = '{"value":1,"labels":{}}';
  expect(Buffer.from(bytes).toString()).toBe(
    `{"seq":3,"stream":"run/1","version":2,"at":1000,"type":"step.completed","schema":1,"actor":"engine","cause":2,"intent":1,"tenant":"local","release":"r1","epoch":1,"subject":null,"data":{"path":"a \\"b\\"","n":1},"values":{"out":"${ofBytes(body)}"}}`,
  );
  expect(values.map((value) => Buffer.from(value.bytes).toString())).toEqual([body]);
});

test("whatever was encoded is decoded again", () => {
  // Negative zero is the one JSON number whose text does not give it back.
  const json = fc.jsonValue().filter((value) => !hasMinusZero(value));
  fc.assert(
    fc.property(fc.string(), json, json, fc.option(fc.string()), (text, data, value, subject) => {
      const values = { out: fromOutside(value as Json, subject) };
      const given = {
        ...event,
        stream: text,
        type: text,
        subject,
        data: { data } as JsonObject,
        values,
      };
      const stored = encode(given, sealer);
      expect(decode(stored, sealer)).toEqual(given);
      expect(encode(decode(stored, sealer), sealer)).toEqual(stored);
      expect(mismatches(stored)).toEqual([]);
    }),
  );
});

test("CO2: a value that was changed is Damaged, and the check names it", () => {
  const stored = encode(event, sealer);
  const values = stored.values.map(({ name, bytes }) =>
    name === "out" ? { name, bytes: Buffer.from(bytes).fill(32, 0, 1) } : { name, bytes },
  );
  expect(() => decode({ ...stored, values }, sealer).values).toThrow(Damaged);
  expect(() => decode({ ...stored, values }, sealer).values).toThrow(
    'Cannot read event 3 of "run/1": its value "out" does not match its digest; stop, keep this folder, restore the newest backup',
  );
  expect(mismatches({ ...stored, values })).toEqual(["out"]);
});

test("CO2: bytes that tell of another event, or of none, are Damaged", () => {
  const stored = encode(event, sealer);
  const others = [
    { ...stored, seq: 4 },
    { ...stored, stream: "run/2" },
    { ...stored, version: 3 },
    spoil(stored, '"data":{', '"dota":{'),
    spoil(stored, '{"seq"', "{seq"),
    { ...stored, bytes: Buffer.from("null") },
  ];
  for (const other of others) expect(() => decode(other, sealer)).toThrow(Damaged);
});

test("CO3: a value whose bytes are gone, or whose key was destroyed, is forgotten", () => {
  const forgotten = { value: null, labels: {}, forgotten: true };
  const stored = encode(event, sealer);
  const gone = { ...stored, values: stored.values.filter(({ name }) => name === "more") };
  expect(decode(gone, sealer).values).toEqual({ out: forgotten, more: ownText("x") });
  const keyless: Sealer = { ...sealer, open: () => null };
  expect(decode(stored, keyless).values).toEqual({ out: forgotten, more: forgotten });
});

test("digests are taken over the sealed bytes, under the subject's key", () => {
  const asked: unknown[] = [];
  const turned: Sealer = {
    ...sealer,
    seal: (subject, bytes) => {
      asked.push(subject);
      return bytes.toReversed();
    },
    open: (subject, bytes) => {
      asked.push(subject);
      return bytes.toReversed();
    },
  };
  const stored = encode({ ...event, values: { out: ownText(1) } }, turned);
  expect(mismatches(stored)).toEqual([]);
  expect(decode(stored, turned).values).toEqual({ out: ownText(1) });
  expect(asked).toEqual(["s1", "s1"]);
});

test("a store learns the time of an event from its bytes", () => {
  expect(timeOf(encode(event, sealer))).toBe(1000);
});

function hasMinusZero(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return Object.is(value, -0);
  return Object.values(value).some(hasMinusZero);
}
