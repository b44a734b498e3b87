import * as fc from "fast-check";
import { expect, test } from "vitest";
import { encode } from "../ledger/codec.ts";
import type { Recorded } from "../ledger/event.ts";
import { subjectSealer } from "../ledger/seal.ts";
import type { StoredEvent } from "../ledger/store.ts";
import { MemoryKeys } from "../store/memory/memory-keys.ts";
import type { Json } from "../value/json.ts";
import { eventOf, lineOf } from "./history.ts";

const workspaceKey = new Uint8Array(32).fill(7);

function room() {
  const keys = new MemoryKeys();
  return { keys, sealer: subjectSealer(workspaceKey, keys) };
}

const json = fc.jsonValue({ maxDepth: 3 }).map((value): Json => JSON.parse(JSON.stringify(value)));

const recorded = fc
  .record({
    stream: fc.string({ minLength: 1 }),
    type: fc.constantFrom("run.started", "inbound.received"),
    subject: fc.constantFrom(null, "ana", "ben"),
    data: fc.dictionary(fc.string(), json),
    values: fc.dictionary(fc.constantFrom("output", "event", "1", "__proto__x"), json),
  })
  .map(({ values, ...rest }): Recorded => ({
    seq: 1,
    version: 1,
    at: 5,
    schema: 1,
    actor: "engine",
    cause: null,
    intent: 1,
    tenant: "own",
    release: "",
    epoch: 1,
    ...rest,
    values: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, { value, labels: {} }]),
    ),
  }));

test("HL1: whatever was recorded, the same bytes come out of its line", () => {
  fc.assert(
    fc.property(recorded, (event) => {
      const { sealer } = room();
      const stored = encode(event, sealer);
      expect(eventOf(lineOf(stored, sealer).text, 1, sealer)).toEqual(stored);
    }),
  );
});

const said = { value: "Dear Ana", labels: {} };
const plain: Recorded = {
  seq: 1,
  stream: "run/r1",
  version: 1,
  at: 5,
  type: "step.completed",
  schema: 1,
  actor: "engine",
  cause: null,
  intent: 1,
  tenant: "own",
  release: "",
  epoch: 1,
  subject: "ana",
  data: {},
  values: { output: said },
};

test("HL1: what was recorded in plain before there were keys stays in plain", () => {
  const { sealer } = room();
  const unsealed = { ...sealer, seal: (_: string | null, bytes: Uint8Array) => bytes };
  const stored = encode(plain, unsealed);
  const { text } = lineOf(stored, sealer);
  expect(text).toContain('"plain":{"value":"Dear Ana"');
  expect(eventOf(text, 1, sealer)).toEqual(stored);
});

test("HL1: bytes that JSON would write otherwise are kept as text", () => {
  const { sealer } = room();
  const spaced = (bytes: Uint8Array) => Buffer.from(bytes.toString().replace(":", ": "));
  const unsealed = {
    ...sealer,
    seal: (_: string | null, bytes: Uint8Array) => spaced(Buffer.from(bytes)),
  };
  const stored = encode(plain, unsealed);
  const odd: StoredEvent = { ...stored, bytes: spaced(Buffer.from(stored.bytes)) };
  const { text } = lineOf(odd, sealer);
  expect(text).toContain('"eventText"');
  expect(text).toContain('"plainText"');
  expect(eventOf(text, 1, sealer)).toEqual(odd);
});

test("HL2: what was forgotten says so, and comes out as nothing", async () => {
  const { keys, sealer } = room();
  const stored = encode(plain, sealer);
  await keys.destroy("ana", 9);
  const line = lineOf(stored, sealer);
  expect(line).toMatchObject({ forgotten: 1, values: { output: { forgotten: true } } });
  expect(line.text).not.toContain("Dear Ana");
  expect(eventOf(line.text, 1, sealer)).toEqual({ ...stored, values: [] });
  const dropped = lineOf({ ...stored, values: [] }, sealer);
  expect(dropped.text).toBe(line.text);
});

test("HL2: what came after she was forgotten was never kept, and says that", async () => {
  const { keys, sealer } = room();
  await keys.destroy("ana", 9);
  const stored = encode(plain, sealer);
  const { text } = lineOf(stored, sealer);
  expect(text).toContain('"nothing":true');
  expect(eventOf(text, 1, sealer)).toEqual(stored);
});

const cases: [what: string, change: (line: string) => string, said: string][] = [
  ["is cut off", (line) => line.slice(0, 40), "it is not JSON"],
  ["has other data", (line) => line.replace('"data":{}', '"data":{"a":1}'), "its hash"],
  ["has other content", (line) => line.replace("Dear Ana", "Dear Ben"), "is not what it names"],
  [
    "misses its content",
    (line) => line.replace('"output":{"sealed"', '"other":{"sealed"'),
    "content",
  ],
  [
    "holds content of no kind",
    (line) => line.replace('"sealed":', '"said":'),
    "it holds no sealed",
  ],
  ["holds no entry", (line) => line.replace('"event":', '"evening":'), "it holds no event"],
];

test.each(cases)("a line that %s is refused, and the place is named", (_, change, reason) => {
  const { sealer } = room();
  const { text } = lineOf(encode(plain, sealer), sealer);
  expect(() => eventOf(change(text), 1, sealer)).toThrow(
    new RegExp(`Cannot import entry 1 of the history: .*${reason}`),
  );
});

test("a line in another one's place is refused", () => {
  const { sealer } = room();
  const { text } = lineOf(encode(plain, sealer), sealer);
  expect(() => eventOf(text, 2, sealer)).toThrow("it is entry 1");
});
