import type { Fault } from "./fault.ts";

/** Budgets and number series. */
export const money: readonly Fault[] = [
  {
    name: "nothing-is-reserved-for-an-act",
    breaks: "BU1",
    file: "engine/effect/gate.ts",
    find: "if (micros > 0 && !reserve(context, token, micros)) return false;",
    replace: "",
  },
  {
    name: "what-is-reserved-counts-as-left",
    breaks: "BU1",
    file: "kernel/budget.ts",
    find: "return limit - budget.spent - held;",
    replace: "return limit - budget.spent;",
  },
  {
    name: "one-budget-of-several-is-enough",
    breaks: "SP1",
    file: "engine/effect/purse.ts",
    find: "if (decided.some(({ decision }) => !decision.ok)) return false;",
    replace: "if (decided.every(({ decision }) => !decision.ok)) return false;",
  },
  {
    name: "what-was-settled-is-not-spent",
    breaks: "BU2",
    file: "kernel/budget.ts",
    find: 'const spent = budget.spent + (event.type === "budget.settled" ? event.data.micros : 0);',
    replace: "const { spent } = budget;",
  },
  {
    name: "a-call-without-an-end-costs-nothing",
    breaks: "ST7",
    file: "engine/step/claim.ts",
    find: "  settle(context, open.id, open.boundMicros, open.at);",
    replace: "  settle(context, open.id, 0, open.at);",
  },
  {
    name: "a-call-is-made-before-it-is-durable",
    breaks: "ST7",
    file: "engine/step/claim.ts",
    find: `      await office.book.committed();
      if (result !== null)`,
    replace: "      if (result !== null)",
  },
  {
    name: "the-gate-does-not-wait-for-the-series",
    breaks: "SE1",
    file: "engine/effect/gate.ts",
    find: "  if (state.open !== null) {",
    replace: "  if (state.open?.token === token) {",
  },
  {
    name: "two-numbers-open-at-once",
    breaks: "SE1",
    file: "kernel/series.ts",
    find: "  if (series.open !== null) {",
    replace: "  if (series.open?.token === token) {",
    also: [
      {
        file: "engine/effect/gate.ts",
        find: "  if (state.open !== null) {",
        replace: "  if (state.open?.token === token) {",
      },
    ],
  },
  {
    name: "the-way-back-is-not-reserved-for",
    breaks: "EF7",
    file: "engine/effect/gate.ts",
    find: "if (back === 0 || reserve(context, undoOf(token), back)) return true;",
    replace: "if (back >= 0) return true;",
  },
  {
    name: "a-number-that-was-not-used-is-lost",
    breaks: "SE2",
    file: "kernel/series.ts",
    find: 'const type = applied ? "series.settled" : "series.returned";',
    replace: 'const type = "series.settled";',
  },
  {
    name: "doubt-gives-the-number-back",
    breaks: "SE2",
    file: "engine/effect/outcome.ts",
    find: '  if (act.status === "unknown" && outcome.again === null && act.retryAt === null) return;',
    replace:
      '  if (act.status === "unknown" && outcome.again === null && act.retryAt === null) return;\n  closeSeries(context, token, false);',
  },
  {
    name: "the-series-does-not-look-into-the-books",
    breaks: "SE3",
    file: "kernel/series.ts",
    find: "Math.max(series.last, highest) + 1",
    replace: "series.last + 1",
  },
];
