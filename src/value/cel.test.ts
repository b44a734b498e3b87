import { expect, test } from "vitest";
import { compile, ExpressionError, nameable, truth } from "./cel.ts";
import type { Json } from "./json.ts";
import * as label from "./label.ts";
import type { Scope } from "./reading.ts";

const outside = label.at(label.fromOutside(null, "s1").labels, "");
const operator = label.at(label.fromOperator(null).labels, "");
const event: Json = {
  subject: "Hello",
  total: 100,
  price: 1.5,
  list: [1, 2, { a: 1 }],
  deep: { x: null, constructor: 1 },
  empty: { text: "", list: [], map: {} },
};
const brief: Json = {
  to: "ana",
  price: "2400.00 EUR",
  items: [{ n: 1 }, { n: 2 }],
  tags: ["a", "b"],
  calm: { k: 1, l: { m: 2 } },
};
const scope: Scope = {
  event: label.fromOutside(event, "s1"),
  brief: {
    value: brief,
    labels: { "/to": outside, "/items/1/n": operator, "/tags/1": outside, "/calm/k": operator },
  },
  plain: label.ownText({ a: 1 }),
};

const value = (source: string, given: Scope = scope) => compile(source).evaluate(given).value;
const labels = (source: string) => compile(source).evaluate(scope).labels;
const failure = (source: string, given: Scope = scope): ExpressionError => {
  try {
    compile(source).evaluate(given);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
  }
  throw new Error(`"${source}" did not fail as an expression`);
};

test("CL1: a plain path keeps the labels of what it selects", () => {
  expect(compile("event.subject").evaluate(scope)).toEqual({
    value: "Hello",
    labels: { "": outside },
  });
  expect(compile("brief").evaluate(scope)).toBe(scope["brief"]);
  expect(labels("brief.items")).toEqual({ "/1/n": operator });
  expect(labels('brief["to"]')).toEqual({ "": outside });
  expect(labels("brief.price")).toEqual({});
});

test("CL1: what is computed has the labels of all that was read, and of nothing else", () => {
  expect(labels("event.total + 1")).toEqual({ "": outside });
  expect(labels("brief.to == 'ana'")).toEqual({ "": outside });
  expect(labels("brief.price == '' || brief.to == 'x'")[""]?.origins).toEqual([
    "outside",
    "runbook",
  ]);
  expect(labels("brief.price != '' || brief.to == 'x'")).toEqual({});
  for (const source of ["plain.a + 1", "1 + 1", "size([1]) + 1"]) {
    expect(Object.keys(labels(source))).toEqual([]);
  }
});

test("CL1: passing through a container reads only what is read in the end", () => {
  expect(labels("brief.items[0].n + 0")).toEqual({});
  expect(labels("brief.items[1].n + 0")[""]?.origins).toEqual(["operator", "runbook"]);
  expect(labels("brief.tags[0] + ''")).toEqual({});
  expect(labels("brief.tags[1] + ''")[""]?.origins).toEqual(["outside", "runbook"]);
  expect(labels("brief.calm.l.m + 1")).toEqual({});
});

test("CL1: that something stands there, or does not, was read too", () => {
  expect(labels("has(event.deep)")).toEqual({ "": outside });
  expect(labels("has(brief.calm.k)")).toEqual({ "": operator });
  expect(labels("has(brief.calm)")).toEqual({});
  expect(labels("has(brief.to.x)")).toEqual({ "": outside });
  const apart: Scope = {
    a: { value: { b: { x: 1 } }, labels: { "/b": operator, "/b/x": outside } },
  };
  expect(compile("has(a.b)").evaluate(apart).labels).toEqual({ "": operator });
  expect(compile("has(a.b.y)").evaluate(apart).labels).toEqual({ "": operator });
  expect(compile("size(a.b)").evaluate(apart).labels).toEqual({ "": operator });
  expect(compile("a.b.exists(k, k == 'x')").evaluate(apart).labels).toEqual({ "": operator });
  expect(compile("true ? a.b : a").evaluate(apart).labels[""]?.origins).toEqual([
    "operator",
    "outside",
  ]);
  expect(compile("a.b == {'x': 1}").evaluate(apart).labels[""]?.origins).toEqual([
    "operator",
    "outside",
  ]);
});

test("CL1: the shape of a map was read, whatever else of it was", () => {
  const apart: Scope = {
    a: { value: { b: { x: 1 } }, labels: { "/b": operator, "/b/x": outside } },
  };
  for (const shape of ["size(a.b) == 1", "a.b.exists(k, k == 'x')", "a.b == {'x': 1}"]) {
    expect(compile(`a.b.x == 1 && ${shape}`).evaluate(apart).labels[""]?.origins).toEqual([
      "operator",
      "outside",
    ]);
  }
  expect(compile("a.b.x == 1").evaluate(apart).labels).toEqual({ "": outside });
});

test("CL1: walking a list reads its items", () => {
  expect(labels("brief.items.map(i, i.n)")[""]?.origins).toEqual(["operator", "runbook"]);
  expect(labels("brief.items.exists(i, i.n == 1)")).toEqual({});
  expect(value("brief.items.filter(i, i.n > 1)")).toEqual([{ n: 2 }]);
});

test("CL2: whole numbers are ints, others doubles, and the two mix", () => {
  expect(value("size(event.list) > 0")).toBe(true);
  expect(value("event.total == 100")).toBe(true);
  expect(value("event.total == 100.0")).toBe(true);
  expect(value("event.list[1]")).toBe(2);
  expect(value("event.list[event.list[0]]")).toBe(2);
  expect(
    value("[event.total * 1.5, event.price * 2, event.total - 0.5, 1 / 2.0, 1.5 + 1]"),
  ).toEqual([150, 3, 99.5, 0.5, 2.5]);
  expect(value("event.total / 3")).toBe(33);
});

test("CL2: results are JSON", () => {
  expect(value("{'a': [event.total, null, 1.5, true], 'b': event.deep}")).toEqual({
    a: [100, null, 1.5, true],
    b: { x: null, constructor: 1 },
  });
  expect(value("event.list.map(x, type(x) == int)")).toEqual([true, true, false]);
  expect(value("event.deep == event.deep && event.deep != event.empty")).toBe(true);
  expect(value("'x' in event.deep && !('y' in event.deep) && 2 in event.list")).toBe(true);
  expect(value("event.deep.constructor + 1")).toBe(2);
  expect(value("12")).toBe(12);
});

test.each([
  ["9007199254740993", "too large a number"],
  ["event.total * 90071992547409930", "too large a number"],
  ["1.0 / 0.0", "which is no number"],
  ["timestamp('2026-06-01T10:00:00Z')", "try string(…)"],
  ["b'abc'", "try string(…)"],
  ["int", "try string(…)"],
])("CL2: %s is no JSON", (source, why) => expect(failure(source).message).toContain(why));

test("CL2: a result beyond a megabyte is refused", () => {
  const long: Scope = { long: label.ownText("x".repeat(600_000)) };
  expect(failure("long + long", long).message).toContain("more than 1000000");
  expect(failure("[long, long]", long).message).toContain("more than 1000000");
  const half: Scope = { half: label.ownText("x".repeat(500_000)) };
  expect(compile("half + half").evaluate(half).value).toHaveLength(1_000_000);
  expect(compile("long").evaluate(long).value).toHaveLength(600_000);
});

test.each([
  ["event.nope == 1", "event.nope", 0],
  ["1 == event.deep.x.y", "event.deep.x.y", 5],
  ["event.nope", "event.nope", 0],
  ["event.subject.length", "event.subject.length", 0],
])("CL3: a missing key is named, with the remedy: %s", (source, what, position) => {
  const error = failure(source);
  expect(error.message).toBe(
    `Cannot evaluate "${source}": nothing stands at "${what}"; guard it with default(${what}, …)`,
  );
  expect(error.position).toBe(position);
});

test("CL3: an item beyond a list's end is an error", () => {
  expect(failure("event.list[7]").message).toContain("index 7 >= size 3");
});

test("an error keeps what the library said, for engineers", () => {
  const error = failure("event.subject + 1");
  expect(error.name).toBe("ExpressionError");
  expect(error.cause).toBeInstanceOf(Error);
});

test("CL3: an unknown name is an error, even one that every object has", () => {
  expect(failure("nope").message).toBe(
    'Cannot evaluate "nope": nothing stands at "nope"; no such name is known here',
  );
  expect(failure("1 + nope").position).toBe(4);
  expect(failure("toString").message).toContain("no such name");
  expect(failure("toString == 1").message).toContain("no such name");
  expect(failure("has(event.toString.x)").message).toContain("event.toString");
});

test("CL3: either side of || and && absorbs the other's error where it decides", () => {
  expect(value("event.nope == 1 || true")).toBe(true);
  expect(value("true || event.nope == 1")).toBe(true);
  expect(value("event.nope == 1 && false")).toBe(false);
  expect(failure("event.nope == 1 || false").message).toContain("event.nope");
});

test.each([
  ["1 +", 3],
  ["'a' + 1", 0],
  ["event.subject.matches('(a')", 0],
  ["unknown_function(1)", 0],
  ["9007199254740993", 0],
])("CL3: %s is refused when it is read", (source, position) => {
  expect(() => compile(source)).toThrow(`Cannot read "${source}"`);
  expect(failure(source).position).toBe(position);
});

test("a mistake of types is told in the language's own words", () => {
  expect(failure("event.subject + 1").message).toBe(
    'Cannot evaluate "event.subject + 1": there is no operation "string + int"',
  );
});

test("what may be missing can be asked for", () => {
  expect(value("has(event.deep) && !has(event.nope)")).toBe(true);
  expect(value("event.?nope.orValue(3)")).toBe(3);
  expect(value("event.?total.orValue(3)")).toBe(100);
  expect(value("event.?nope")).toBeNull();
  expect(value("event.?total")).toBe(100);
  expect(value("event.deep.x == null && event.deep != null")).toBe(true);
});

test("default() answers for what is missing, null or empty, and for nothing else", () => {
  const all = ["event.nope", "event.nope.x", "event.deep.x", "event.list[9]", "event.?nope"];
  const empties = ["event.empty.text", "event.empty.list", "event.empty.map", "{}", "[]"];
  const moment = "timestamp('2026-06-01T10:00:00Z')";
  expect(value(`default(${moment}, 'x') == ${moment}`)).toBe(true);
  for (const source of [...all, ...empties]) expect(value(`default(${source}, 'x')`)).toBe("x");
  for (const source of ["0", "false", "event.?total", "event.deep", "{'a': 1}", "[0]"]) {
    expect(value(`default(${source}, 'x')`)).not.toBe("x");
  }
  expect(failure("default(nope, 1)").message).toContain("no such name");
  expect(labels("default(brief.to, 'x')")).toEqual({ "": outside });
});

test("truth is true or false, never a guess", () => {
  expect(truth(compile("event.total > 99"), scope)).toBe(true);
  expect(() => truth(compile("event.subject"), scope)).toThrow(
    'it is ""Hello"", not true or false',
  );
});

test("what an expression may read is known without evaluating it", () => {
  const free = (source: string) => compile(source).free;
  expect(free("event.subject")).toEqual([["event", "subject"]]);
  expect(free("a.b + a.b + a['c'].d")).toEqual([
    ["a", "b"],
    ["a", "c", "d"],
  ]);
  expect(free("a.b + a.c + a + a.b.c")).toEqual([["a", "b"], ["a", "c"], ["a"], ["a", "b", "c"]]);
  expect(free("{'a': {'b': c}}['a'].b + d")).toEqual([["c"], ["d"]]);
  expect(free("x[i].y && has(h.z) || !n")).toEqual([["x"], ["i"], ["h", "z"], ["n"]]);
  expect(free("rows.filter(i, i.n > min.n).size()")).toEqual([["rows"], ["min", "n"]]);
  expect(free("rows.map(i, i.all(j, j == i))")).toEqual([["rows"]]);
  expect(free("[a, {'k': -b}].exists(z, z == (c ? d : e)) && f.?g.orValue(h)")).toEqual([
    ["a"],
    ["b"],
    ["c"],
    ["d"],
    ["e"],
    ["f"],
    ["h"],
  ]);
  expect(free("size(a) + b[c].d[0]")).toEqual([["a"], ["b"], ["c"]]);
  expect(free("type(1) == int")).toEqual([]);
});

test("some names cannot be read by expressions", () => {
  expect(nameable("brief")).toBe(true);
  for (const name of ["first-draft", "for", "int", "cel", "a.b", "", "1st", "true"]) {
    expect(nameable(name)).toBe(false);
  }
});

test("a forgotten value reads as null and stays forgotten", () => {
  const forgotten: Scope = { who: { value: null, labels: { "": outside }, forgotten: true } };
  expect(compile("who.name").evaluate(forgotten)).toEqual({
    value: null,
    labels: { "": outside },
    forgotten: true,
  });
  expect(value("who == null", forgotten)).toBe(true);
});

test("CL4: sources, nesting and lists are bounded", () => {
  expect(() => compile(`'${"x".repeat(3999)}'`)).toThrow("4000 are allowed");
  expect(value(`'${"x".repeat(3998)}'`)).toHaveLength(3998);
  for (const loop of ["all", "exists", "exists_one", "map", "filter"]) {
    const nested = (depth: number): string =>
      depth === 0 ? "true" : `size([l.${loop}(x${depth}, ${nested(depth - 1)})]) > 0`;
    expect(failure(nested(4)).message).toContain("lists are walked more than 3 deep");
    expect(() => compile(nested(3))).not.toThrow();
  }
  expect(failure("size(cel.bind(a, [1], a + a))")).toMatchObject({
    message: expect.stringContaining("cel.bind is not supported"),
    position: 5,
  });
  const rows = (count: number): Scope => ({
    l: label.ownText(Array.from({ length: count }, () => 0)),
    o: label.ownText({ l: Array.from({ length: count }, () => 0) }),
  });
  expect(failure("size(l)", rows(10_001)).message).toContain("longer than 10000");
  const walked = "more than 1000000 list items were read";
  expect(value("size(l)", rows(10_000))).toBe(10_000);
  expect(failure("l.all(a, l.all(b, true))", rows(2000)).message).toContain(walked);
  expect(failure("o.l.all(a, o.l.all(b, true))", rows(2000)).message).toContain(walked);
});

test.each([
  ["tokens", Array(600).fill("1").join("+")],
  ["brackets", `${"[".repeat(60)}${"]".repeat(60)}`],
  ["items", `[${Array(501).fill("1").join(",")}]`],
  ["entries", `{${Array.from({ length: 201 }, (_, i) => `${i}:1`).join(",")}}`],
  ["arguments", `f(${Array(9).fill("1").join(",")})`],
])("CL4: an expression of too many %s is refused", (_, source) => {
  expect(() => compile(source)).toThrow(/xceeded max/);
});

test("CL4: patterns take time in proportion to the text", () => {
  const hostile: Scope = { t: label.ownText("a".repeat(5000)) };
  expect(value("t.matches('(a+)+$b') || matches(t, '(a|a)*b')", hostile)).toBe(false);
  expect(value("'abc'.matches('^a' + 'b')")).toBe(true);
  expect(failure("event.total.matches('1')").message).toContain("takes two texts");
  expect(failure("event.subject.matches(event.total)").message).toContain("takes two texts");
});

test("an expression is compiled once", () => {
  expect(compile("1 + 41")).toBe(compile("1 + 41"));
});

test("a long expression is shortened in messages", () => {
  const of = (length: number) => `nope == '${"x".repeat(length - 10)}'`;
  expect(failure(of(120)).message).toContain(`"${of(120)}"`);
  expect(failure(of(121)).message).toContain(`"${of(121).slice(0, 117)}…"`);
});
