import { expect, test } from "vitest";
import type { Json } from "../value/json.ts";
import { fromOutside } from "../value/label.ts";
import { evolve, initial, passageIn, passageOf } from "./passage.ts";

const said = { id: "m1", author: "Ann", at: 5, thread: "t", text: "Hello" };

test("a passage is kept as it was said", () => {
  const { passage } = evolve(initial, {
    type: "passage.kept",
    data: { at: 5, source: "import" },
    values: { passage: fromOutside(said, "s1") },
  });
  expect(passage).toEqual(said);
});

test("one that was forgotten is none", () => {
  expect(passageIn(undefined)).toBeNull();
  expect(passageIn({ value: null, labels: {}, forgotten: true })).toBeNull();
});

test("a field that is no text says nothing", () => {
  const odd = { ...said, author: null, thread: 3 };
  expect(passageIn(fromOutside(odd, "s1"))).toEqual({ ...said, author: "", thread: "" });
});

const mail = {
  kind: "person",
  from: { name: "Ana", address: "ana@nordlicht.example" },
  title: "Boxes",
  text: "Which paper?",
  references: ["m1"],
  inReplyTo: "m2",
  messageId: "m3",
};

function received(content: object, more: object = {}) {
  const data = { type: "mail.received", occurredAt: 50, ...more };
  const values = { event: fromOutside(content as Json, "s1") };
  return passageOf({ type: "inbound.received", stream: "inbound/a1", at: 100, data, values });
}

test("a mail that a person wrote is a passage, by what its conversation began with", () => {
  const told = { id: "a1", author: "Ana", at: 50, thread: "m1", text: "Boxes\nWhich paper?" };
  expect(received(mail)).toEqual(told);
  const { address } = mail.from;
  expect(received({ ...mail, from: { name: "", address } })).toEqual({ ...told, author: address });
  expect(received({ ...mail, references: [] })).toEqual({ ...told, thread: "m2" });
  expect(received({ ...mail, references: null, inReplyTo: null })).toEqual({
    ...told,
    thread: "m3",
  });
  expect(received({ ...mail, title: "", from: null })).toMatchObject({
    author: "",
    text: "Which paper?",
  });
});

test("what a sender's clock says counts only where it is possible", () => {
  expect(received(mail, { occurredAt: 101 })?.at).toBe(100);
  expect(received(mail, { occurredAt: 0 })?.at).toBe(100);
});

test("what no person wrote, and what says nothing, is none", () => {
  expect(received({ ...mail, kind: "bulk" })).toBeNull();
  expect(received({ ...mail, title: " ", text: "" })).toBeNull();
  expect(received(mail, { type: "payment.received" })).toBeNull();
  expect(received(mail, { copy: true })).toBeNull();
  const values = { event: { value: null, labels: {}, forgotten: true as const } };
  const event = { type: "inbound.received", stream: "inbound/a1", at: 1, values };
  expect(passageOf({ ...event, data: { type: "mail.received" } })).toBeNull();
  expect(passageOf({ ...event, type: "inbound.routed", data: null })).toBeNull();
});

test("a very long mail is kept as far as is looked through, without half a character", () => {
  const text = `${"x".repeat(32_767 - "Boxes\n".length)}\u{1F600}`;
  expect(received({ ...mail, text })?.text).toHaveLength(32_768);
  expect(received({ ...mail, text })?.text.isWellFormed()).toBe(true);
});

test("PA3: what was withdrawn is none until it is kept anew or returned", () => {
  const back = { entry: 1, root: 1, revision: 31 };
  const values = { passage: fromOutside(said, "s1") };
  const kept = evolve(initial, {
    type: "passage.kept",
    data: { at: 5, source: "import" },
    values,
  });
  const gone = evolve(kept, { type: "passage.withdrawn", data: back });
  expect(gone).toEqual(initial);
  expect(evolve(gone, { type: "passage.returned", data: back, values })).toEqual(kept);
  const event = { stream: "passage/p1", at: 9, data: back, values };
  expect(passageOf({ ...event, type: "passage.returned" })).toEqual(said);
  expect(passageOf({ ...event, type: "passage.withdrawn", values: {} })).toBeNull();
});
