import * as fc from "fast-check";
import { expect, test } from "vitest";
import { anyLabel } from "../../test/fixtures/any-event.ts";
import type { Json } from "../value/json.ts";
import {
  at as labelAt,
  fromOperator,
  fromOutside,
  type Labelled,
  ownText,
} from "../value/label.ts";
import * as at from "./record.ts";
import { asOf, asRecorded, evolve, initial, type RecordEvent, type RecordState } from "./record.ts";

type Seen = RecordEvent & { at: number; seq: number; intent: number };

/** When everything below has been recorded. */
const now = 1_000_000;
const current = (record: RecordState) => at.current(record, now);
const changes = (record: RecordState, set: Labelled) => at.changes(record, set, now);
const revert = (record: RecordState, version: number) => at.revert(record, version, now);

type Changed = Extract<Seen, { type: "record.changed" }>;

function changed(version: number, set: Labelled, fields: string[] = fieldsOf(set)): Changed {
  const why = {
    reason: "onboard/client",
    author: "run:r1",
    validFrom: version * 10,
    source: version,
  };
  return {
    type: "record.changed",
    data: { kind: "client", id: "k1", version, fields, ...why },
    values: { set },
    at: version * 10,
    seq: version,
    intent: 1,
  };
}

function fieldsOf(set: Labelled): string[] {
  return Object.keys(set.value as object);
}

/** Sets it as a step would: nothing is recorded where nothing changes. */
function put(record: RecordState, set: Labelled): RecordState {
  const next = changes(record, set);
  return fieldsOf(next).length === 0 ? record : evolve(record, changed(record.version + 1, next));
}

function undo(record: RecordState, version: number): RecordState {
  const { fields, set } = revert(record, version);
  return fields.length === 0 ? record : evolve(record, changed(record.version + 1, set, fields));
}

const given = (...sets: Labelled[]) => sets.reduce(put, initial);

test("a record is the set of its newest facts", () => {
  const record = given(ownText({ name: "Ana", stage: "enquiry" }), ownText({ stage: "active" }));
  expect(current(record).value).toEqual({ name: "Ana", stage: "active" });
  expect(record).toMatchObject({ kind: "client", id: "k1", version: 2 });
});

test("RC1: every version of a fact keeps its time, reason, source and labels", () => {
  const record = given(fromOutside({ name: "Ana" }, "s1"), fromOperator({ name: "Ana Ruiz" }));
  expect(record.facts["name"]).toEqual([
    {
      known: true,
      value: "Ana",
      labels: fromOutside(null, "s1").labels,
      version: 1,
      entry: 1,
      intent: 1,
      recordedAt: 10,
      validFrom: 10,
      validTo: null,
      expiresAt: null,
      confidence: 100,
      reason: "onboard/client",
      source: 1,
      author: "run:r1",
      confirmedAt: 10,
      confirmed: 0,
      shape: 1,
    },
    expect.objectContaining({ value: "Ana Ruiz", version: 2, labels: fromOperator(null).labels }),
  ]);
});

test("RC1: the record is readable as it stood at each of its versions", () => {
  const record = given(ownText({ a: 1 }), ownText({ b: 2 }), ownText({ a: 3 }));
  expect([0, 1, 2, 3].map((version) => current(asOf(record, version)).value)).toEqual([
    {},
    { a: 1 },
    { a: 1, b: 2 },
    { a: 3, b: 2 },
  ]);
});

test("RC2: only the fields that differ are changed", () => {
  const record = given(ownText({ name: "Ana", lines: [{ n: 1 }] }));
  const set = ownText({ name: "Ana", lines: [{ n: 1 }], stage: "active" });
  expect(changes(record, set).value).toEqual({ stage: "active" });
  expect(changes(record, ownText({ lines: [{ n: 2 }] })).value).toEqual({ lines: [{ n: 2 }] });
});

test("RC2: the same value from another origin is a change: it may be vouched for now", () => {
  const record = given(fromOutside({ name: "Ana" }, "s1"));
  expect(changes(record, fromOutside({ name: "Ana" }, "s1")).value).toEqual({});
  const set = changes(record, fromOperator({ name: "Ana" }));
  expect(set.value).toEqual({ name: "Ana" });
  expect(labelAt(set.labels, "/name").origins).toEqual(["operator"]);
});

test("RC2: a field that is set to nothing is known to be nothing", () => {
  const record = given(ownText({ phone: null }));
  expect(current(record).value).toEqual({ phone: null });
  expect(changes(record, ownText({ phone: null })).value).toEqual({});
});

test("RC2: what is no set of fields changes nothing", () => {
  for (const value of [null, "text", [1]]) {
    expect(changes(initial, ownText(value))).toEqual(ownText({}));
  }
});

test("a change whose value was forgotten leaves the field unknown", () => {
  const forgotten: Labelled = { value: null, labels: {}, forgotten: true };
  const record = evolve(given(ownText({ name: "Ana" })), changed(2, forgotten, ["name"]));
  expect(current(record).value).toEqual({});
  expect(current(asOf(record, 1)).value).toEqual({ name: "Ana" });
});

test("a field that was named but not set is unknown", () => {
  expect(current(evolve(initial, changed(1, ownText({}), ["name"]))).value).toEqual({});
});

test("RC3: an undo brings back what stood before, as a change like any other", () => {
  const record = given(
    fromOperator({ name: "Ana", phone: "1" }),
    ownText({ name: "Bo", vat: "x" }),
  );
  const { fields, set } = revert(record, 1);
  expect(fields).toEqual(["name", "vat"]);
  expect(set.value).toEqual({ name: "Ana" });
  const undone = undo(record, 1);
  expect(undone.version).toBe(3);
  expect(current(undone)).toEqual(current(asOf(record, 1)));
  expect(undone.facts["vat"]).toMatchObject([{ value: "x" }, { known: false, value: null }]);
});

test("RC3: an undo also brings back the origin of a value that stayed the same", () => {
  const record = given(fromOperator({ name: "Ana" }), fromOutside({ name: "Ana" }, "s1"));
  expect(current(undo(record, 1)).labels).toEqual(current(asOf(record, 1)).labels);
});

test("RC3: where nothing changed since, an undo changes nothing", () => {
  const record = given(ownText({ a: 1 }), ownText({ a: 2 }));
  expect(revert(record, 2)).toEqual({ fields: [], set: ownText({}) });
});

test("field names from outside are names like any other", () => {
  const names = JSON.parse('{"__proto__": "a", "constructor": "b", "a/b~c": "c"}') as Json;
  const record = given(ownText(names));
  expect(Object.entries(current(record).value as object)).toEqual([
    ["__proto__", "a"],
    ["constructor", "b"],
    ["a/b~c", "c"],
  ]);
  expect(changes(record, ownText(names)).value).toEqual({});
});

const anySet: fc.Arbitrary<Labelled> = fc.record({
  value: fc.dictionary(
    fc.constantFrom("a", "b", "x/y"),
    fc.constantFrom<Json>(null, 1, "t", [1], { n: 1 }),
  ),
  labels: fc.record({ "": anyLabel, "/a": anyLabel, "/b/n": anyLabel }, { requiredKeys: [] }),
});

test("RC2: setting the same twice changes nothing the second time", () => {
  fc.assert(
    fc.property(fc.array(anySet), anySet, (sets, last) => {
      const record = given(...sets, last);
      expect(changes(record, last).value).toEqual({});
      expect(changes(record, current(record)).value).toEqual({});
    }),
  );
});

test("RC1, RC3: any version can be brought back, and none is lost by it", () => {
  fc.assert(
    fc.property(fc.array(anySet), fc.nat({ max: 20 }), (sets, n) => {
      const record = given(...sets);
      const version = n % (record.version + 1);
      const undone = undo(record, version);
      expect(current(undone).value).toEqual(current(asOf(record, version)).value);
      for (let v = 0; v <= record.version; v += 1) expect(asOf(undone, v)).toEqual(asOf(record, v));
    }),
  );
});

test("what is set comes back with the labels it was set under", () => {
  fc.assert(
    fc.property(anySet, (set) => {
      const now = current(given(set));
      for (const field of Object.keys(now.value as object)) {
        const pointer = `/${field.replaceAll("/", "~1")}`;
        expect(labelAt(now.labels, pointer)).toEqual(labelAt(set.labels, pointer));
        expect(labelAt(now.labels, `${pointer}/n`)).toEqual(labelAt(set.labels, `${pointer}/n`));
      }
    }),
  );
});

test("RC2: what is said again is counted, and its time is kept; nothing else changes", () => {
  const record = given(ownText({ name: "Ana", stage: "active" }));
  const data = { kind: "client", id: "k1", fields: ["name", "phone"], source: 9 };
  const again = evolve(record, { type: "record.confirmed", data, at: 50, seq: 9, intent: 9 });
  expect(again.facts["name"]).toMatchObject([{ confirmedAt: 50, confirmed: 1, recordedAt: 10 }]);
  expect(again.facts["stage"]).toEqual(record.facts["stage"]);
  const before = put(record, ownText({ name: "Ana Ruiz" }));
  const later = evolve(before, { type: "record.confirmed", data, at: 50, seq: 9, intent: 9 });
  expect(later.facts["name"]).toMatchObject([{ confirmed: 0 }, { confirmed: 1 }]);
  expect(again.version).toBe(1);
});

test("a reason in somebody's own words stands among what is sealed", () => {
  const event = changed(1, ownText({ name: "Ana" }));
  const told = { ...event, values: { ...event.values, why: ownText("she said so") } };
  expect(evolve(initial, told).facts["name"]).toMatchObject([{ reason: "she said so" }]);
  const why: Labelled = { value: null, labels: {}, forgotten: true };
  const gone = { ...event, values: { ...event.values, why } };
  expect(evolve(initial, gone).facts["name"]).toMatchObject([{ reason: "onboard/client" }]);
});

test("what was known at a time is what had been recorded by then", () => {
  const record = given(ownText({ a: 1 }), ownText({ b: 2 }), ownText({ a: 3 }));
  expect([9, 10, 25, 30].map((then) => current(at.asKnown(record, then)).value)).toEqual([
    {},
    { a: 1 },
    { a: 1, b: 2 },
    { a: 3, b: 2 },
  ]);
});

test("AS5: what is said against what stands waits beside it, until she decides", () => {
  const record = given(ownText({ paper: "coated" }));
  const about = { kind: "client", id: "k1", fields: ["paper"], source: 5 };
  const grounds = { reason: "learned", author: "import", validFrom: 10 };
  const waiting = evolve(record, {
    type: "record.disputed",
    data: { ...about, ...grounds, item: 31, because: "same time" },
    values: { set: fromOutside({ paper: "matt" }, "s1") },
    at: 50,
    seq: 5,
    intent: 1,
  });
  expect(waiting.facts).toEqual(record.facts);
  expect(waiting.disputes).toEqual({
    31: {
      item: 31,
      field: "paper",
      because: "same time",
      status: "open",
      said: expect.objectContaining({ value: "matt", validFrom: 10, version: 1 }) as unknown,
    },
  });
  const settled = (item: number) =>
    evolve(waiting, {
      type: "record.settled",
      data: { ...about, item, as: "kept" },
      at: 60,
      seq: 6,
      intent: 1,
    });
  expect(settled(31).disputes["31"]).toMatchObject({ status: "kept", item: 31 });
  expect(settled(32)).toEqual(waiting);
});

test("a record up to an entry of the history is what was recorded by then", () => {
  const record = given(ownText({ name: "Ana" }), ownText({ name: "Ana Ruiz", stage: "active" }));
  expect(current(asRecorded(record, 1)).value).toEqual({ name: "Ana" });
  expect(current(asRecorded(record, 2)).value).toEqual({ name: "Ana Ruiz", stage: "active" });
  expect(asRecorded(record, 0).facts).toEqual({});
});

test("a name that only every object has is no field of a record", () => {
  const record = given(ownText({ name: "Ana" }));
  expect(at.versionsOf(record, "name")).toMatchObject([{ value: "Ana" }]);
  expect(at.versionsOf(record, "constructor")).toEqual([]);
  expect(at.versionsOf(record, "email")).toEqual([]);
});
