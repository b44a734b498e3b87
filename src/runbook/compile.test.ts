import { expect, test } from "vitest";
import { planOf, sourceOf } from "../../test/fixtures/plan-of.ts";
import type { Json } from "../value/json.ts";
import { compile } from "./compile.ts";

const wait = (name: string): Json => ({ [name]: { wait: { for: "PT1H" } } });
const waiting = (path: string, name: string) => ({
  path,
  name,
  line: 1,
  kind: "wait",
  on: null,
  where: null,
  forMs: 3_600_000,
  until: null,
  ask: null,
});

const paid = { on: "event", type: "payment.received", when: null };
const first = { on: "time", cron: "0 9 1 * *", zone: "Europe/Berlin", missed: "latest" };

test("the head becomes the plan's terms, in milliseconds and millionths", () => {
  const plan = planOf({
    trigger: [
      "request",
      { by: "request", about: "{{ input.email }}" },
      { on: "mail.received", when: "event.known" },
      { on: "bank.statement" },
      { cron: "0 9 * * 1-5" },
      { cron: "0 9 * * 1-5", zone: "UTC", missed: "each" },
      { on: "payment.received", some: { record: "invoice" } },
      { on: "payment.received", some: { record: "invoice", where: "true" } },
      { cron: "0 9 1 * *", about: { each: "client" } },
      { cron: "0 9 1 * *", about: { each: "client", where: "true" } },
    ],
    per: "{{ slot.day }}",
    subject: "{{ event.subject }}",
    budget: { money: "0.40 EUR" },
    sla: "PT4H",
    escalate: { after: "P1D", to: "operator" },
    success: "a.by == 'time'",
    steps: [wait("a")],
  });
  expect(plan).toEqual({
    runbook: "r",
    purpose: "p",
    version: "v1",
    triggers: [
      { on: "request" },
      { on: "request", about: "{{ input.email }}" },
      { on: "event", type: "mail.received", when: "event.known" },
      { on: "event", type: "bank.statement", when: null },
      { on: "time", cron: "0 9 * * 1-5", zone: "Europe/Berlin", missed: "latest" },
      { on: "time", cron: "0 9 * * 1-5", zone: "UTC", missed: "each" },
      { ...paid, some: { record: "invoice", where: null } },
      { ...paid, some: { record: "invoice", where: "true" } },
      { ...first, about: { record: "client", where: null } },
      { ...first, about: { record: "client", where: "true" } },
    ],
    subject: "{{ event.subject }}",
    per: "{{ slot.day }}",
    budgetMicros: 400_000,
    slaMs: 14_400_000,
    escalateAfterMs: 86_400_000,
    success: "a.by == 'time'",
    steps: [waiting("a", "a")],
  });
});

test("what is left out is null", () => {
  expect(planOf({ steps: [wait("a")] })).toMatchObject({
    triggers: [],
    subject: null,
    budgetMicros: null,
    slaMs: null,
    success: null,
    escalateAfterMs: null,
  });
});

test("steps of every kind become nodes", () => {
  const base = (name: string) => ({ path: name, name, line: 1 });
  const { steps } = planOf({
    steps: [
      { a: { agent: "reader" } },
      { b: { agent: "reader", with: { x: "{{ a }}" }, accept: "out.ok" } },
      { c: { effect: "books.invoice.issue", with: { y: 1 } } },
      { c2: { effect: "mail.send" } },
      { d: { record: "client" } },
      { e: { record: "client", id: "main", from: "{{ a }}", set: { stage: "active" } } },
      { f: { check: "true", because: "so" } },
      { g: { approve: { title: "t", show: "{{ a }}" } } },
      {
        h: {
          approve: {
            title: "t",
            show: {},
            editable: true,
            schema: "s",
            expires: "P1D",
            onDeny: "continue",
            answers: { deny: "put it away" },
          },
        },
      },
      {
        i: {
          wait: {
            on: "mail.received",
            where: "true",
            until: "'2026-06-01'",
            ask: { title: "t", answers: { yes: "Yes" } },
          },
        },
      },
      { j: { call: "other" } },
      { k: { call: "other", with: { z: 2 } } },
      { l: { call: "other", about: "{{ m[0].subject }}" } },
      { m: { records: "invoice" } },
      { n: { records: "invoice", where: "true", give: { x: 1 } } },
      { r: { episodes: { from: "2026-05-01", until: "{{ slot.day }}" } } },
      { o: { wait: { record: "invoice", when: "true" } } },
      { q: { wait: { record: "invoice", id: "1", when: "true", for: "PT1H" } } },
    ],
  });
  expect(steps).toEqual([
    { ...base("a"), kind: "agent", agent: "reader", with: {}, accept: null },
    { ...base("b"), kind: "agent", agent: "reader", with: { x: "{{ a }}" }, accept: "out.ok" },
    { ...base("c"), kind: "effect", connector: "books", action: "invoice.issue", with: { y: 1 } },
    { ...base("c2"), kind: "effect", connector: "mail", action: "send", with: {} },
    { ...base("d"), kind: "record", record: "client", id: null, from: null, set: null },
    {
      ...base("e"),
      kind: "record",
      record: "client",
      id: "main",
      from: "{{ a }}",
      set: { stage: "active" },
    },
    { ...base("f"), kind: "check", that: "true", because: "so" },
    {
      ...base("g"),
      kind: "approve",
      title: "t",
      show: "{{ a }}",
      editable: false,
      schema: null,
      expiresMs: 259_200_000,
      onDeny: "cancel",
    },
    {
      ...base("h"),
      kind: "approve",
      title: "t",
      show: {},
      editable: true,
      schema: "s",
      expiresMs: 86_400_000,
      onDeny: "continue",
      answers: { deny: "put it away" },
    },
    {
      ...base("i"),
      kind: "wait",
      on: "mail.received",
      where: "true",
      forMs: null,
      until: "'2026-06-01'",
      ask: { title: "t", answers: { yes: "Yes" } },
    },
    { ...base("j"), kind: "call", runbook: "other", with: {} },
    { ...base("k"), kind: "call", runbook: "other", with: { z: 2 } },
    { ...base("l"), kind: "call", runbook: "other", with: {}, about: "{{ m[0].subject }}" },
    { ...base("m"), kind: "records", record: "invoice", where: null, give: {} },
    { ...base("n"), kind: "records", record: "invoice", where: "true", give: { x: 1 } },
    { ...base("r"), kind: "episodes", from: "2026-05-01", until: "{{ slot.day }}" },
    {
      ...waiting("o", "o"),
      forMs: null,
      known: { record: "invoice", id: null, when: "true" },
    },
    { ...waiting("q", "q"), known: { record: "invoice", id: "1", when: "true" } },
  ]);
});

const blocks: { [key: string]: Json } = {
  steps: [
    {
      pick: {
        choose: [{ when: "true", name: "one", steps: [wait("a")] }, { otherwise: [wait("a")] }],
      },
    },
    { all: { each: { in: "[1]", key: "item", steps: [wait("b")] } } },
    { some: { each: { in: "[1]", as: "n", key: "n", atOnce: 3, steps: [wait("b")] } } },
    { both: { parallel: { left: [wait("c")], right: [wait("c")] } } },
  ],
};

test("PL1: paths are names from the outside in", () => {
  expect(planOf(blocks).steps).toEqual([
    {
      path: "pick",
      name: "pick",
      line: 1,
      kind: "choose",
      cases: [
        { name: "one", when: "true", steps: [waiting("pick/one/a", "a")] },
        { name: "otherwise", when: null, steps: [waiting("pick/otherwise/a", "a")] },
      ],
    },
    {
      path: "all",
      name: "all",
      line: 1,
      kind: "each",
      in: "[1]",
      as: "item",
      key: "item",
      atOnce: 1,
      steps: [waiting("all/b", "b")],
    },
    {
      path: "some",
      name: "some",
      line: 1,
      kind: "each",
      in: "[1]",
      as: "n",
      key: "n",
      atOnce: 3,
      steps: [waiting("some/b", "b")],
    },
    {
      path: "both",
      name: "both",
      line: 1,
      kind: "parallel",
      branches: [
        { name: "left", steps: [waiting("both/left/c", "c")] },
        { name: "right", steps: [waiting("both/right/c", "c")] },
      ],
    },
  ]);
});

test.each<[string, Json, string]>([
  ["a list", [], "Cannot read this: expected a map of keys and values, found a list"],
  [
    "steps that are no list",
    { runbook: "r", purpose: "p", steps: "a" },
    `Cannot read "steps": expected a list of steps, found the text "a"`,
  ],
])("%s is no runbook", (_, file, message) => {
  const made = compile(sourceOf(file), "v1", { currency: "EUR", timeZone: "UTC" });
  expect(made.ok ? [] : made.mistakes.map((m) => m.message)).toEqual([message]);
});

test("mistakes of head and steps are reported together", () => {
  const made = compile(sourceOf({ runbook: "r", steps: [{ a: { wait: {} } }] }), "v1", {
    currency: "EUR",
    timeZone: "UTC",
  });
  expect(made.ok ? [] : made.mistakes.map((m) => m.message)).toEqual([
    `Cannot read this: the key "purpose" is missing`,
    `Cannot wait in "a": nothing ends the wait`,
  ]);
});
