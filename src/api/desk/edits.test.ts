import { expect, test } from "vitest";
import type { Recorded } from "../../ledger/event.ts";
import type { Json, JsonObject } from "../../value/json.ts";
import { fromOperator } from "../../value/label.ts";
import { editsIn } from "./edits.ts";

let seq = 0;

function event(type: string, data: JsonObject, values: Record<string, Json> = {}): Recorded {
  seq += 1;
  const labelled = Object.entries(values).map(([name, value]) => [name, fromOperator(value)]);
  // Only what is read of an event stands in it.
  return { seq, type, data, values: Object.fromEntries(labelled) } as unknown as Recorded;
}

const asked = (shown: Json, about = "ok") => event("approval.requested", { about }, { shown });
const granted = (edited: string[], value: Json, about = "ok") =>
  event("approval.granted", { about, edited }, { edited: value });

test("what she changed stands beside what it was, by the event of her answer", () => {
  const before = { to: "a@x.example", letter: { text: "One\nTwo\nThree" }, tags: ["a"] };
  const after = { to: "b@x.example", letter: { text: "One\nNew\nThree" }, tags: ["a", "b"] };
  const answer = granted(["/to", "/letter/text", "/tags"], after);
  expect(editsIn([asked(before), answer]).get(answer.seq)).toEqual([
    { field: "to", before: "a@x.example", after: "b@x.example", mark: "changed" },
    { field: "letter.text", before: "Two", after: "New", mark: "changed" },
    { field: "tags", before: null, after: "b", mark: "changed" },
  ]);
});

test("what was asked last is what she changed; another question is another", () => {
  const answer = granted(["/n"], { n: 3 });
  const events = [asked({ n: 1 }), asked({ n: 9 }, "other"), asked({ n: 2 }), answer];
  expect(editsIn(events).get(answer.seq)).toMatchObject([{ before: "2", after: "3" }]);
});

test("a field that came or went has one side only", () => {
  const answer = granted(["/new", "/old", "/gone"], { new: { a: 1, b: "x" }, gone: null });
  expect(editsIn([asked({ old: true, gone: "y" }), answer]).get(answer.seq)).toMatchObject([
    { before: null, after: "1 x" },
    { before: "true", after: null },
    { before: "y", after: null },
  ]);
});

test("an answer without a change, and one whose client was forgotten, tell none", () => {
  const forgotten = {
    ...granted(["/n"], null),
    values: { edited: { value: null, labels: {}, forgotten: true as const } },
  };
  const plain = event("approval.granted", { about: "ok", edited: [] });
  expect(editsIn([asked({ n: 1 }), forgotten, plain]).size).toBe(0);
});
