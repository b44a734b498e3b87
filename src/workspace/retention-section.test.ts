import { expect, test } from "vitest";
import { read } from "./mainstay-file.ts";
import * as yaml from "./yaml.ts";

const day = 86_400_000;

function given(retention: string) {
  const text = `company:\n  name: Studio\n  currency: EUR\n  timeZone: Europe/Berlin\n  locale: en\n  personas: {}\nretention:\n${retention}\n`;
  const parsed = yaml.read(text);
  if (!parsed.ok) throw new Error("the test's YAML cannot be read");
  const found = read(parsed.source);
  return found.ok
    ? { rules: found.value.retention }
    : { said: found.mistakes.map(({ message, remedy }) => `${message}; ${remedy}`) };
}

test("each kind has a term, forever, or a term with a sample", () => {
  expect(
    given(
      "  prompts: { keep: P30D, sample: 20, until: P365D }\n  mails: forever\n  noAction: P90D",
    ),
  ).toEqual({
    rules: {
      prompts: { keepMs: 30 * day, sample: 20, untilMs: 365 * day },
      noAction: { keepMs: 90 * day, sample: null, untilMs: null },
      mails: { keepMs: null, sample: null, untilMs: null },
    },
  });
});

test.each([
  [
    "  mails: P365D",
    'Cannot keep mails for only "P365D": the law wants letters of trade kept for P2557D; write "P2557D" or longer, or "forever"',
  ],
  ["  prompts: -P3D", 'Cannot keep prompts for only "-P3D": the shortest is P1D'],
  ["  prompts: PT5M", "the shortest is P1D"],
  ["  prompts: P1Y", 'months and years have no fixed length; write days, as in "P30D"'],
  ["  prompts: soon", 'Cannot read "soon" as a length of time'],
  [
    "  prompts: { keep: P30D, until: P60D }",
    "nothing says what stays so long; add sample, or leave until out",
  ],
  ["  prompts: { keep: P30D, sample: 20, until: P30D }", "everything is kept as long by itself"],
  ["  prompts: { keep: P30D, sample: 1 }", "sample"],
  ["  invoices: P30D", "invoices"],
  ["  prompts: 30", "prompts"],
])("%s is refused with its place and remedy", (retention, said) => {
  expect(given(retention).said?.join("\n")).toContain(said);
});
