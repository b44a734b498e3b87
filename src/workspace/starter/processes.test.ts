import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { folders, scenarios, taken } from "./processes.ts";

const example = path.resolve(import.meta.dirname, "../../../examples/studio");

test("PR1: what is not taken of the example is what makes it the example", () => {
  const rest = readdirSync(example).filter((name) => !folders.includes(name));
  expect(rest.toSorted()).toEqual([
    "arrivals",
    "connectors",
    "mail",
    "mainstay.yaml",
    "scenarios",
    "tour",
  ]);
  for (const name of scenarios) {
    expect(existsSync(path.join(example, "scenarios", `${name}.yaml`)), name).toBe(true);
  }
});

test("PR1: nothing that is taken names the example's company", async () => {
  for (const folder of folders) {
    const found = readdirSync(path.join(example, folder), { withFileTypes: true, recursive: true });
    for (const { parentPath, name } of found.filter((entry) => entry.isFile())) {
      const file = path.relative(example, path.join(parentPath, name));
      const text = await readFile(path.join(example, file), "utf8");
      const [, hers] = taken(file, text, "EUR");
      expect(hers, file).not.toMatch(/marlow|clara|persona: studio|policy: studio/i);
    }
  }
});

test.each([
  ["USD", "at most 0.40 USD, 10,000.00 USD, or 1400.00 USD"],
  ["JPY", "at most 40 JPY, 1,000,000 JPY, or 140000 JPY"],
  ["KWD", "at most 0.400 KWD, 10,000.000 KWD, or 1400.000 KWD"],
  ["EUR", "at most 0.40 EUR, 10,000.00 EUR, or 1400.00 EUR"],
])("PR2: amounts are in %s", (currency, told) => {
  const text = "at most 0.40 EUR, 10,000.00 EUR, or 1400.00 EUR";
  expect(taken("runbooks/a.yaml", text, currency)).toEqual(["runbooks/a.yaml", told]);
  expect(taken("code/a.js", text, currency)).toEqual(["code/a.js", text]);
});

test("a letter in another language takes the place of one, and fills it with the same", async () => {
  const letters = path.resolve(example, "../letters");
  const blanks = (text: string) =>
    new Set(
      text.match(
        /\b(?:brief|invoice|mail|note)\.[a-z.]+|\b(?:person|text|fee|used|deposit|owner)\b(?=[ )])|\bpay(?= (?:[}:]))/gi,
      ),
    );
  for (const locale of readdirSync(letters)) {
    for (const name of readdirSync(path.join(letters, locale))) {
      const hers = await readFile(path.join(letters, locale, name), "utf8");
      const theirs = await readFile(path.join(example, "templates", name), "utf8");
      expect(Object.keys(JSON.parse(hers) as object)).toEqual(
        Object.keys(JSON.parse(theirs) as object),
      );
      expect(blanks(hers), `${locale}/${name}`).toEqual(blanks(theirs));
    }
  }
});
