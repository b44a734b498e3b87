import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../value/json.ts";
import * as label from "../value/label.ts";
import type { ArgumentKind } from "../value/argument-kind.ts";
import { canonical, type Known, vouch } from "./vouch.ts";

const kinds: Record<string, ArgumentKind> = {
  "/to": "recipient",
  "/total": "amount",
  "/attach/*": "file",
  "/rows/*/account": "account",
  "/text": "text",
};
const linksIn = (text: string) => text.match(/https?:\S+/g) ?? [];
const outside = (value: Json) => label.fromOutside(value, "s1");
const known = (kind: ArgumentKind, value: Json): Known => ({ kind, value });
const vouchedAt = (args: label.Labelled, at: string, values: Known[] = []) =>
  vouch(args, kinds, values, linksIn)[at]?.vouched;

test("VO1: what the operator, a record or the runbook wrote is vouched for", () => {
  const args = { value: { to: "ana@a.example" }, labels: label.fromOperator(null).labels };
  expect(vouch(args, kinds, [])).toEqual({
    "/to": { kind: "recipient", origins: ["operator"], clients: [], vouched: true },
    "": { kind: "plain", origins: ["operator"], clients: [], vouched: true },
  });
  expect(vouchedAt(label.ownText({ to: "ana@a.example" }), "/to")).toBe(true);
});

test("VO1: what came from outside is vouched for only as a whole known value of its kind", () => {
  const args = outside({ to: "Ana@A.example " });
  expect(vouchedAt(args, "/to")).toBe(false);
  expect(vouchedAt(args, "/to", [known("recipient", "mailto:ana@a.example")])).toBe(true);
  expect(vouchedAt(args, "/to", [known("text", "ana@a.example")])).toBe(false);
  expect(vouchedAt(args, "/to", [known("recipient", "diana@a.example")])).toBe(false);
  expect(vouchedAt(args, "/to", [known("recipient", "nobody")])).toBe(false);
});

test("VO1: one part from outside is enough to need vouching", () => {
  const labels = { "/attach/0/digest": label.at(outside(null).labels, "") };
  const args = { value: { attach: [{ name: "a", digest: "d1" }] }, labels };
  expect(vouchedAt(args, "/attach/0")).toBe(false);
  expect(vouchedAt(args, "/attach/0", [known("file", { digest: "d1" })])).toBe(true);
});

test("VO2: what has no canonical form equals nothing, whatever else has none", () => {
  const attach = (value: Json) => outside({ attach: [value] });
  const nameless = { name: "a.pdf" };
  const vouched = (value: Json, known: Json) =>
    vouchedAt(attach(value), "/attach/0", [{ kind: "file", value: known }]);
  expect(vouched("null", "null")).toBe(true);
  expect(vouched(nameless, "null")).toBe(false);
  expect(vouched("null", nameless)).toBe(false);
  expect(vouched(nameless, nameless)).toBe(false);
});

test("VO1: a text is never vouched for by an equal text, only by what was read for it", () => {
  expect(vouchedAt(outside({ text: "pay now" }), "/text", [known("text", "pay now")])).toBe(false);
});

test("every item is judged by itself, and what is empty not at all", () => {
  const args = outside({
    to: ["ana@a.example", "eve@e.example"],
    total: null,
    attach: [],
    rows: [{ account: "DE89 3704 0044 0532 0130 00" }, { account: "" }, 7],
  });
  const grounds = vouch(args, kinds, [
    known("recipient", "ana@a.example"),
    known("account", "de89370400440532013000"),
  ]);
  expect(Object.keys(grounds)).toEqual(["/to/0", "/to/1", "/rows/0/account", ""]);
  expect(grounds["/to/0"]?.vouched).toBe(true);
  expect(grounds["/to/1"]?.vouched).toBe(false);
  expect(grounds["/rows/0/account"]?.vouched).toBe(true);
  expect(Object.keys(vouch(outside({ attach: "x" }), kinds, []))).toEqual([""]);
});

test("VO3: links in a text from outside are judged each by itself", () => {
  const text = "see https://A.example/x and https://evil.example/x";
  const grounds = vouch(
    outside({ text }),
    kinds,
    [known("link", "https://a.example:443/x")],
    linksIn,
  );
  expect(grounds["/text#https://A.example/x"]).toMatchObject({ kind: "link", vouched: true });
  expect(grounds["/text#https://evil.example/x"]).toMatchObject({ kind: "link", vouched: false });
  expect(grounds["/text"]).toMatchObject({ kind: "text", vouched: false, clients: ["s1"] });
  expect(Object.keys(vouch(label.ownText({ text }), kinds, [], linksIn))).toEqual(["/text"]);
  expect(Object.keys(vouch(outside({ text }), kinds, []))).toEqual(["/text", ""]);
});

test("VO3: only texts are searched for links", () => {
  const keys = (value: Json) => Object.keys(vouch(outside(value), kinds, [], linksIn));
  expect(keys({ to: "https://evil.example/x" })).toEqual(["/to", ""]);
  expect(keys({ text: 7 })).toEqual(["/text", ""]);
});

test("VO4: labels of arguments without a kind are accounted for", () => {
  const labels = { "/note": label.at(label.fromOutside(null, "s2").labels, "") };
  expect(vouch({ value: { note: "x" }, labels }, kinds, [])).toEqual({
    "/note": { kind: "plain", origins: ["outside"], clients: ["s2"], vouched: false },
  });
});

test.each<[ArgumentKind, Json, string | null]>([
  ["recipient", " Ana@A.Example ", "ana@a.example"],
  ["recipient", "Ana <ana@a.example>", null],
  ["recipient", "ana@a.example, eve@e.example", null],
  ["recipient", "ana@\u212Aa.example", "ana@\u212Aa.example"],
  ["recipient", 7, null],
  ["recipient", "mailto:mailto:ana@a.example", null],
  ["recipient", "ana@mailto:a.example", null],
  ["recipient", { digest: "d1" }, null],
  ["amount", "2856.00 EUR", "2856.00 EUR"],
  ["amount", " 2856 EUR ", "2856.00 EUR"],
  ["amount", "2856.00", null],
  ["amount", "2,856.00 EUR", null],
  ["amount", 2856, null],
  ["account", "DE89 3704 0044 0532 0130 00", "DE89370400440532013000"],
  ["account", "12345678", null],
  ["link", "HTTPS://A.example:443/x", "https://a.example/x"],
  ["link", "https://a.example@evil.example/", "https://a.example@evil.example/"],
  ["link", "http://a.example", "http://a.example/"],
  ["link", "mailto:ana@a.example", "mailto:ana@a.example"],
  ["link", "javascript:alert(1)", null],
  ["link", "a.example", null],
  ["file", "contract.pdf", "contract.pdf"],
  ["file", { name: "a.pdf", digest: "d1" }, "d1"],
  ["file", { name: "a.pdf", digest: 7 }, null],
  ["command", "ls -la", "ls -la"],
  ["command", " ", null],
  ["text", "a", '"a"'],
  ["plain", "a", '"a"'],
  ["plain", {}, null],
])("VO2: as %s, %j counts as %j", (kind, value, form) => {
  expect(canonical(kind, value)).toBe(form);
});

test("VO2: a canonical form is its own canonical form", () => {
  const text = fc.oneof(fc.string(), fc.emailAddress(), fc.webUrl(), fc.constant("5 EUR"));
  const kind = fc.constantFrom<ArgumentKind>("recipient", "amount", "account", "link", "command");
  fc.assert(
    fc.property(kind, text, (of, value) => {
      const form = canonical(of, value);
      if (form !== null) expect(canonical(of, form)).toBe(form);
    }),
  );
});
