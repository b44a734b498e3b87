import { afterAll, beforeAll, expect, test } from "vitest";
import type { Recorded } from "../../src/ledger/event.ts";
import { isDay } from "../../src/value/date.ts";
import { isObject, type Json, textOf } from "../../src/value/json.ts";
import { amount, day, locale } from "../../src/value/locale.ts";
import { parse } from "../../src/value/money.ts";
import { pdftotext } from "../fixtures/pdf-eyes.ts";
import { leavesOf, type Month, playMonth } from "./months.ts";
import { type Line, type Stub, stub } from "./stub.ts";
import { studioModel } from "./studio-model.ts";

/** The same month of the example company without any model, with one, and with one that breaks half-way. */
const key = "sk-test-0123456789abcdef";
if (!pdftotext)
  console.warn("pdftotext is not installed: the papers of the months are not compared");

let without: Month;
let withModel: Month;
let broken: Month;
let server: Stub;
let failing: Stub;

/** All that goes wrong at a server in turn. */
const wrongs: readonly Line[] = [
  { status: 500 },
  { text: "As a language model, I would rather write a poem." },
  { cut: 40 },
  { raw: "<html>Bad gateway</html>" },
  { answer: { subject: 7 } },
];
const good = 5;

beforeAll(async () => {
  server = await stub((_, body) => ({ answer: studioModel(body) }));
  failing = await stub((call, body) =>
    call <= good ? { answer: studioModel(body) } : (wrongs[call % wrongs.length] ?? { text: "" }),
  );
  const env = (base: string) => ({ OPENAI_BASE_URL: base, OPENAI_API_KEY: key });
  without = await playMonth({});
  withModel = await playMonth(env(server.base));
  broken = await playMonth(env(failing.base));
}, 120_000);
afterAll(async () => {
  await server.close();
  await failing.close();
});

test("the month ends with the same invoices, books and open balance, whoever drafts", () => {
  const { invoices, books, papers, open } = without.money;
  expect(invoices.map(({ number, gross, due }) => [number, gross, due])).toEqual([
    ["2026-011", "1558.90 EUR", "2026-06-15"],
    ["2026-012", "2856.00 EUR", "2026-06-16"],
    ["2026-013", "1332.80 EUR", "2026-06-17"],
    ["2026-014", "595.00 EUR", "2026-06-17"],
    ["2026-015", "714.00 EUR", "2026-07-15"],
    ["2026-016", "297.50 EUR", "2026-07-15"],
    ["2026-017", "595.00 EUR", "2026-07-15"],
  ]);
  expect(books.match(/^\S+ \* .*\bNordlicht Coffee\b/gmu)).toHaveLength(3);
  expect(Object.keys(papers)).toHaveLength(pdftotext ? 8 : 0);
  expect(open).toEqual(['"297.50 EUR"', '"476.00 EUR"', '"590.00 EUR"', '"714.00 EUR"']);
  expect(withModel.money).toEqual(without.money);
  expect(broken.money).toEqual(without.money);
});

test("the tour says at its beginning whether models draft, and at its end what they cost", () => {
  const said = ({ told }: Month) => [told[0], told.at(-1)];
  expect(said(without)).toMatchObject([{ models: [] }, { spentMicros: 0 }]);
  const models = ["openai/gpt-5-mini", "openai/gpt-5"];
  const costs = ended(withModel).reduce((sum, { data }) => sum + Number(data["costMicros"]), 0);
  expect(said(withModel)).toMatchObject([{ models }, { spentMicros: costs }]);
  expect(costs).toBeGreaterThan(0);
});

test("without a model there is no call; with one each stands with its tokens and its cost", () => {
  expect(without.events.filter(({ type }) => /^call\.(started|ended)$/.test(type))).toEqual([]);
  expect(ended(withModel).map(({ data }) => data)).toHaveLength(server.asked.length);
  for (const { data } of ended(withModel)) {
    // 100 tokens in and 20 out, at the prices and the rate of mainstay.yaml, rounded up.
    const costMicros = data["tier"] === "large" ? 299 : 60;
    expect(data).toMatchObject({ input: 100, output: 20, tokens: 120, costMicros });
    expect(data).toMatchObject({ estimated: false, rate: { currency: "USD", micros: 920_000 } });
  }
});

test("a model drafts all that the example's agents may ask one for, and is named for it", () => {
  const by = drafts(withModel).map(({ data }) => isObject(data["by"]) && data["by"]["agent"]);
  expect(new Set(by)).toEqual(
    new Set([
      "qualification",
      "letter-questions",
      "letter-reply",
      "note-writer",
      "note-tone",
      "client-summary",
    ]),
  );
  expect(drafts(withModel)).toHaveLength(server.asked.length);
  const diary = withModel.told.flatMap((each) => (each.kind === "entry" ? [each.line] : []));
  expect(diary).toContain("brief, by openai/gpt-5-mini; letter, by openai/gpt-5-mini");
});

test("what a model wrote is labelled so, until she vouched for it", () => {
  const steps = new Set(drafts(withModel).map(({ seq }) => seq));
  const written = leavesOf(drafts(withModel));
  expect(written.filter(({ label }) => !label.origins.includes("model"))).toEqual([]);
  // Sentences that nobody else has: wherever they are found, a model wrote them.
  const others = JSON.stringify(without.events);
  const sentences = words(withModel).filter((text) => text.length > 30 && !others.includes(text));
  const found = leavesOf(withModel.events).filter(
    ({ value, event }) =>
      typeof value === "string" &&
      !steps.has(event.seq) &&
      sentences.some((sentence) => value.includes(sentence)),
  );
  expect(found.length).toBeGreaterThan(20);
  const unlabelled = found.filter(
    ({ label: { origins } }) =>
      !origins.some((origin) => origin === "model" || origin === "operator" || origin === "record"),
  );
  expect(unlabelled).toEqual([]);
});

test.each([
  ["withModel", () => withModel],
  ["broken", () => broken],
])("nothing that no model wrote is labelled as a model's (%s)", (_, month) => {
  const answers = ended(month()).map(({ values }) => textOf(values["answer"]?.value));
  const known = [...words(month()).flatMap(asWritten), ...answers.filter((text) => text !== "")];
  const labelled = leavesOf(month().events).filter(({ label }) => label.origins.includes("model"));
  expect(labelled.length).toBeGreaterThan(100);
  const foreign = labelled.filter(
    ({ value }) =>
      typeof value === "string" &&
      value.includes(" ") &&
      !known.some((word) => value.includes(word) || word.includes(value)),
  );
  expect(foreign.map(({ value, at, event }) => [event.type, at, value])).toEqual([]);
});

test("without a model nothing is labelled as one's", () => {
  const labelled = leavesOf(without.events).filter(({ label }) => label.origins.includes("model"));
  expect(labelled).toEqual([]);
});

test("where the model breaks half-way, the ladder goes on below it, and the letters and briefs say so", () => {
  expect(drafts(broken)).toHaveLength(good);
  expect(failing.asked.length).toBeGreaterThan(good);
  const lines = broken.told.flatMap((each) =>
    each.kind === "entry" && each.verb === "drafted" ? [each.line] : [],
  );
  expect(lines.slice(0, 3)).toEqual([
    "brief, by openai/gpt-5-mini; payment line, from a template; letter, from a template",
    "payment line, from a template; letter, from a template", // Of a retainer: no model is asked for it.
    "brief, by openai/gpt-5-mini; letter, by openai/gpt-5-mini",
  ]);
  expect(lines.slice(5).join("\n")).not.toContain("openai/");
  // What a server failed at costs nothing, what it babbled does; neither is forgotten.
  const begun = broken.events.filter(({ type }) => type === "call.started");
  expect(ended(broken)).toHaveLength(begun.length);
});

test("the key stands nowhere", () => {
  for (const { events } of [withModel, broken]) expect(JSON.stringify(events)).not.toContain(key);
});

function ended({ events }: Month): Recorded[] {
  return events.filter(({ type }) => type === "call.ended");
}

/** Steps whose work a model did. */
function drafts({ events }: Month): Recorded[] {
  return events.filter(
    ({ type, data }) =>
      type === "step.completed" && isObject(data["by"]) && data["by"]["rung"] === "model",
  );
}

/** All texts that models answered. */
function words(month: Month): string[] {
  const answers = leavesOf(drafts(month)).map(({ value }) => value);
  return [...new Set(answers)].flatMap((value: Json) =>
    typeof value === "string" && value.length > 3 ? [value] : [],
  );
}

/** Templates write days and amounts in her language. */
function asWritten(word: string): string[] {
  if (isDay(word)) return [word, day(word, locale("en"))];
  return word.endsWith(" EUR") ? [word, amount(parse(word), locale("en"))] : [word];
}
