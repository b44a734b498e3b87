import { expect, test } from "vitest";
import { diff } from "./diff.ts";
import { problemsOf, workspaceOf } from "../../test/fakes/small-company.ts";

const company =
  "company: { name: A, currency: EUR, timeZone: UTC, locale: en, personas: { me: { name: A, address: a@a.example } }, details: {} }\n";
const file = (models: string) => ({ "mainstay.yaml": `${company}models:\n${models}` });
const rate = '  rates: { USD: "0.92" }\n';
const told = (models: string) =>
  problemsOf(file(models)).map(({ line, message, remedy }) => ({ line, message, remedy }));

test("tiers say which model, what it costs and how that becomes the company's currency", () => {
  const { settings } = workspaceOf(
    file(
      `  small: openai/gpt-5-mini\n  local: ollama/llama3.3:70b\n${rate}` +
        '  prices: { "ollama/llama3.3:70b": { input: "0 EUR", output: "0.075 EUR" } }\n',
    ),
  );
  const shared = { currency: "EUR", rates: { USD: 920_000 }, onlyHere: false };
  expect(settings.models).toEqual({
    small: { provider: "openai", model: "gpt-5-mini", price: null, ...shared },
    local: {
      provider: "ollama",
      model: "llama3.3:70b",
      price: { currency: "EUR", input: 0, output: 75_000 },
      ...shared,
    },
  });
});

test("without the section there is no model, and nothing is amiss", () => {
  expect(workspaceOf({ "mainstay.yaml": company }).settings.models).toEqual({});
});

test("a price in dollars needs a rate: said once, with what to write", () => {
  expect(told("  small: openai/gpt-5-mini\n  large: anthropic/claude-sonnet-4-5\n")).toEqual([
    {
      line: 3,
      message: "Cannot tell what USD is in EUR, in which the company counts",
      remedy: 'write what one USD is in EUR: models: { rates: { USD: "0.92" } }',
    },
  ]);
  const own = '  prices: { "openai/m": { input: "1 EUR", output: "1 EUR" } }\n';
  expect(told(`  small: openai/m\n${own}`)).toEqual([]);
});

test.each([
  ["gpt-5-mini", 'Cannot find a model in the tier "small"', /^write PROVIDER\/MODEL/],
  ["opnai/gpt-5", 'Cannot find a provider in "opnai/gpt-5"', /^write "openai"/],
  ["openai/", 'Cannot find a model in "openai/"', /after the slash/],
  ['"openai/two words"', 'Cannot find a model in "openai/two words"', /after the slash/],
])("a tier of %s names no model", (text, message, remedy) => {
  expect(told(`${rate}  small: ${text}\n`)).toEqual([
    { line: 4, message, remedy: expect.stringMatching(remedy) as string },
  ]);
});

test.each([
  ['{ input: "1,50 USD", output: "1 USD" }', /^Cannot read "1,50 USD" as a price/],
  ['{ input: "1 USD", output: "1 EUR" }', /in two currencies$/],
  ['{ input: "1 XQQ", output: "1 XQQ" }', /it is no currency of ISO 4217$/],
  ["{ input: 1, output: 1 }", /found the number 1/],
  ['{ input: "1 USD" }', /"output" is missing/],
])("a price of %s is told with its place", (price, message) => {
  const found = told(`${rate}  small: openai/m\n  prices: { "openai/m": ${price} }\n`);
  expect(found[0]).toMatchObject({ line: 5, message: expect.stringMatching(message) as string });
});

test("a ladder that names a tier that is not there is told, once there are tiers", () => {
  const ladder = "ladder: [{ model: smal, prompt: Read }]";
  const agent = `agent: reader\npurpose: Reads\ninput: {}\noutput: {}\n${ladder}\n`;
  const files = { ...file(`${rate}  small: openai/m\n`), "agents/reader.yaml": agent };
  expect(problemsOf(files)).toMatchObject([
    {
      file: "agents/reader.yaml",
      line: 5,
      message:
        'Cannot find the tier "smal", which this ladder asks for, under models in mainstay.yaml',
      remedy: 'write "small", if that is meant, or name it there: models: { smal: PROVIDER/MODEL }',
    },
  ]);
  const large = { ...files, "agents/reader.yaml": agent.replace("smal", "large") };
  expect(problemsOf(large)).toMatchObject([
    { remedy: "use one of: small, or name it there: models: { large: PROVIDER/MODEL }" },
  ]);
  expect(problemsOf({ "mainstay.yaml": company, "agents/reader.yaml": agent })).toEqual([]);
});

test("an agent's own budget counts in the company's currency", () => {
  const agent = (perDay: string) => ({
    "agents/reader.yaml": `agent: reader\npurpose: Reads\ninput: {}\noutput: {}\nladder: [manual]\nbudget: { perDay: "${perDay}" }\n`,
  });
  expect(workspaceOf(agent("0.50 EUR")).release.agents["reader"]?.perDayMicros).toBe(500_000);
  expect(problemsOf(agent("0.50 USD"))).toMatchObject([
    { file: "agents/reader.yaml", line: 6, remedy: "write the amount in EUR" },
  ]);
});

test("a key in the file is refused, and named only by where it may be found", () => {
  const found = told(`${rate}  small: openai/m\n  apiKey: sk-${"a".repeat(30)}\n`);
  expect(found[0]?.message).toMatch(/looks like a secret/);
  expect(JSON.stringify(found)).not.toContain("sk-aaa");
});

test("a change of models is told as she wrote it", () => {
  const own = (output: string) =>
    `  prices: { "openai/m": { input: "1 EUR", output: "${output} EUR" } }\n  small: openai/m\n`;
  const before = workspaceOf(file(own("2")));
  const after = workspaceOf(file(`${own("2.5")}  large: ollama/l\n`));
  expect(diff(before, after)).toEqual([
    {
      kind: "company",
      name: "A",
      change: "changed",
      details: [
        '`models.small` "openai/m at 1.00 and 2.00 EUR" → "openai/m at 1.00 and 2.50 EUR"',
        '`models.large` added: "ollama/l"',
      ],
    },
  ]);
});

test("an agent's answers may be as long as its file says, within bounds", () => {
  const agent = (more: string) => ({
    "agents/reader.yaml": `agent: reader\npurpose: Reads\ninput: {}\noutput: {}\nladder: [manual]\n${more}`,
  });
  const most = (more: string) => workspaceOf(agent(more)).release.agents["reader"]?.maxOutputTokens;
  expect(most("maxOutputTokens: 16000\n")).toBe(16_000);
  expect(most("")).toBeUndefined();
  for (const wrong of ["0", "65537", "lots"]) {
    expect(problemsOf(agent(`maxOutputTokens: ${wrong}\n`)).map(({ line }) => line)).toEqual([6]);
  }
});

test.each(["8", "8192", "50"])("vectors of %s numbers are one mistake, with its remedy", (n) => {
  const memory = `memory: { embedder: { model: ollama/m, dimensions: ${n} } }\n`;
  expect(problemsOf({ "mainstay.yaml": company + memory })).toMatchObject([
    { remedy: expect.stringMatching(/^write a multiple of 16 from 16 to 4096/) as string },
  ]);
});
