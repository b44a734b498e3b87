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
    replace: "return limit - budget.spent + 0 * held;",
  },
  {
    name: "one-budget-of-several-is-enough",
    breaks: "SP1",
    file: "engine/effect/spend.ts",
    find: "if (scopes.some(({ decision }) => !decision.ok)) return false;",
    replace: "if (scopes.every(({ decision }) => !decision.ok)) return false;",
  },
  {
    name: "what-was-settled-is-not-spent",
    breaks: "BU2",
    file: "kernel/budget.ts",
    find: 'event.type === "budget.settled" ? event.data.micros : 0',
    replace: 'event.type === "budget.settled" ? 0 : 0',
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
      if (!result)`,
    replace: "      if (!result)",
  },
  {
    name: "two-numbers-open-at-once",
    breaks: "SE1",
    file: "kernel/series.ts",
    find: "  if (series.open !== null) {",
    replace: "  if (series.last < 0) {",
  },
  {
    name: "the-gate-does-not-wait-for-the-series",
    breaks: "SE1",
    file: "engine/effect/gate.ts",
    find: "  if (state.open !== null) {",
    replace: "  if (state.last < 0) {",
  },
  {
    name: "a-number-that-was-not-used-is-lost",
    breaks: "SE2",
    file: "kernel/series.ts",
    find: 'const type = applied ? "series.settled" : "series.returned";',
    replace: 'const type = applied || !applied ? "series.settled" : "series.returned";',
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
