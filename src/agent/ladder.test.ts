import { expect, test } from "vitest";
import type { FailureClass } from "./contract.ts";
import { next, type Tried } from "./ladder.ts";
import type { AgentSpec, RungSpec } from "./spec.ts";

const model: RungSpec = { kind: "model", tier: "small", prompt: "Qualify" };
const code: RungSpec = { kind: "code", file: "brief.js", source: "" };
const template: RungSpec = { kind: "template", file: "brief.json", template: {} };
const manual: RungSpec = { kind: "manual" };

const spec = (...ladder: RungSpec[]): Pick<AgentSpec, "ladder" | "retries"> => ({
  ladder,
  retries: { times: 2, firstMs: 1000, factor: 2 },
});
const all = () => null;
const failed = (index: number, failure: FailureClass): Tried => ({
  index,
  failure,
  message: `${failure} at ${index}`,
});

test("LA1: the best rung is tried first", () => {
  const footing = next(spec(model, code, manual), [], all);
  expect(footing).toEqual({ index: 0, rung: model, attempt: 1, passed: [] });
});

test("LA1: below the last rung stands the operator, named or not", () => {
  const tried = [failed(0, "deterministic")];
  const passed = [{ index: 0, because: "deterministic at 0" }];
  const expected = { index: 1, rung: manual, attempt: 1, passed };
  expect(next(spec(code, manual), tried, all)).toEqual(expected);
  expect(next(spec(code), tried, all)).toEqual(expected);
  expect(next(spec(), [], all)).toEqual({ index: 0, rung: manual, attempt: 1, passed: [] });
});

test("LA2: a rung that cannot be performed here is passed over, with the reason", () => {
  const lacks = ({ kind }: RungSpec) => (kind === "model" ? "there is no key" : null);
  const footing = next(spec(model, template, manual), [], lacks);
  expect(footing).toMatchObject({ index: 1, rung: template });
  expect(footing.passed).toEqual([{ index: 0, because: "there is no key" }]);
});

test("LA3: a transient failure keeps the rung while its retries last", () => {
  const tried = [failed(0, "transient"), failed(0, "transient")];
  expect(next(spec(code, manual), tried, all)).toMatchObject({ index: 0, attempt: 3 });
  const spent = [...tried, failed(0, "transient")];
  expect(next(spec(code, manual), spent, all)).toMatchObject({ index: 1, rung: manual });
});

test.each(["deterministic", "semantic"] as const)(
  "LA4: a %s failure leaves the rung",
  (failure) => {
    const footing = next(spec(model, code, manual), [failed(0, failure)], all);
    expect(footing).toMatchObject({ index: 1, rung: code, attempt: 1 });
  },
);

test("LA5: a rung that comes back, or still has retries, is not climbed again", () => {
  const below = next(spec(model, code, manual), [failed(1, "transient")], all);
  expect(below).toMatchObject({ index: 1, attempt: 2 });
  expect(below.passed).toEqual([{ index: 0, because: "it was left earlier" }]);
  const left = [failed(0, "transient"), failed(1, "semantic")];
  expect(next(spec(model, code, manual), left, all)).toMatchObject({ index: 2, rung: manual });
});

test("the operator may be asked again by hand", () => {
  expect(next(spec(manual), [failed(0, "semantic")], all)).toMatchObject({ index: 0, attempt: 2 });
});
