import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ExpressionError } from "./cel.ts";
import type { Json } from "./json.ts";
import * as label from "./label.ts";
import { expressions, render } from "./template.ts";

const mail = label.fromOutside({ subject: "Packaging", name: "Ana", blends: 4, tags: ["a"] }, "s1");
const outside = label.at(mail.labels, "");
const operator = label.at(label.fromOperator(null).labels, "");
const brief: label.Labelled = {
  value: { price: "2400.00 EUR", note: "n" },
  labels: { "/price": operator, "/note": outside },
};
const scope = { event: mail, brief, plain: label.ownText("x") };

test("TP1: a string that is one expression keeps type and labels, field by field", () => {
  expect(render("{{ event.blends }}", scope)).toEqual({ value: 4, labels: { "": outside } });
  expect(render({ all: ["{{brief}}"] }, scope)).toEqual({
    value: { all: [brief.value] },
    labels: { "/all/0/price": operator, "/all/0/note": outside },
  });
});

test("TP1: what was forgotten stays forgotten", () => {
  const forgotten = { value: null, labels: { "": outside }, forgotten: true } as const;
  expect(render("{{who}}", { who: forgotten })).toEqual(forgotten);
});

test("TP2: in other strings an answer is text, with the labels of all answers together", () => {
  const { value, labels } = render({ "a/b": "Dear {{event.name}}: {{brief.price}}" }, scope);
  expect(value).toEqual({ "a/b": "Dear Ana: 2400.00 EUR" });
  expect(labels).toEqual({ "/a~1b": label.join(outside, operator) });
});

test("TP2: numbers, booleans and nothing are written as in JSON", () => {
  expect(render("{{1}}, {{ 1.5 }}, {{true}}, {{null}}.", {}).value).toBe("1, 1.5, true, .");
});

test.each([
  ["{{event.tags}}", "list"],
  ["{{event}}", "map"],
])("TP2: %s is not written into a text", (source, kind) => {
  expect(() => render(`see ${source}`, scope)).toThrow(`into a text: it is a ${kind};`);
});

test("a map or list that is only partly constant is filled", () => {
  expect(render({ a: "x", b: "{{plain}}" }, scope).value).toEqual({ a: "x", b: "x" });
  expect(render(["y", "{{plain}}"], scope).value).toEqual(["y", "x"]);
});

test("a text made of the runbook's own values is the runbook's own", () => {
  expect(render("{{plain}}!", scope)).toEqual({ value: "x!", labels: {} });
});

test("TP3: doubled braces stand for themselves", () => {
  expect(render("{{{{ name }} {{plain}}", scope).value).toBe("{{ name }} x");
  expect(render(["{{{{"], scope).value).toEqual(["{{"]);
  expect(render({ a: "{{{{" }, scope).value).toEqual({ a: "{{" });
  expect(render("{{{{ or {{{{", {}).value).toBe("{{ or {{");
});

test("TP3: an expression ends outside its own quotes and braces", () => {
  expect(render("{{ {'a': {'b': 1}} }}", {}).value).toEqual({ a: { b: 1 } });
  expect(render("{{{'a': {'b': 1}}}}", {}).value).toEqual({ a: { b: 1 } });
  expect(render('{{ \'}}\' }}{{ "a\\"}}" }}', {}).value).toBe('}}a"}}');
  expect(render("{{ r'\\d}}' }}", {}).value).toBe("\\d}}");
  expect(render("{{ '''it's }}''' }}", {}).value).toBe("it's }}");
  for (const quote of ["'", '"']) {
    const [thrice, backslash] = [quote.repeat(3), "\\"];
    const whole = (text: string) => render(`{{ ${thrice}${text}${thrice} }}`, {}).value;
    expect(whole(`a ${quote} }} b`)).toBe(`a ${quote} }} b`);
    expect(whole(`${backslash}${backslash}${quote} }} `)).toBe(`${backslash}${quote} }} `);
  }
});

test("TP4: what holds no expression is answered as it is", () => {
  const template = { a: [1, "b", null, { c: true }] };
  const { value, labels } = render(template, scope);
  expect(value).toBe(template);
  expect(labels).toEqual({});
  expect(render(7, scope).value).toBe(7);
});

test("a template rendered twice is compiled once, and answers by its scope", () => {
  const template = ["{{x}}", "plain"];
  expect(render(template, { x: label.ownText(1) }).value).toEqual([1, "plain"]);
  expect(render(template, { x: label.ownText(2) }).value).toEqual([2, "plain"]);
});

test("every expression is found where it stands", () => {
  expect(expressions({ to: "{{ a.b }}", lines: ["x {{c}} {{ 'd' }}", 1, null] })).toEqual([
    { source: "a.b", pointer: "/to" },
    { source: "c", pointer: "/lines/0" },
    { source: "'d'", pointer: "/lines/0" },
  ]);
});

test("a quote that is not closed is the expression's own mistake", () => {
  expect(() => render("{{ 'a }} b", {})).toThrow(`Cannot read "'a"`);
});

test.each(["{{ a", "{{ {1: 2 }}"])("%s is not closed", (template) => {
  expect(() => expressions(template)).toThrow(ExpressionError);
  expect(() => expressions(template)).toThrow("is not closed");
});

test("where it begins that is not closed is told, and a long text cut short", () => {
  const template = `ab{{ ${"x".repeat(200)}`;
  expect(() => expressions(template)).toThrow(
    expect.objectContaining({
      position: 2,
      message: `Cannot read the template ${JSON.stringify(template.slice(0, 80))}: the "{{" at character 3 is not closed by "}}"`,
    }),
  );
});

test("properties: text without braces is never changed, and a value put in comes out whole", () => {
  const text = fc.string().filter((s) => !s.includes("{{"));
  const json = fc.jsonValue().map((value) => value as Json);
  fc.assert(
    fc.property(text, json, (words, value) => {
      expect(render(words, {}).value).toBe(words);
      const scope = { v: { value, labels: { "": outside } } };
      expect(render({ a: "{{v}}" }, scope)).toEqual({
        value: { a: value },
        labels: { "/a": outside },
      });
    }),
  );
});
