import { expect, test } from "vitest";
import { studio } from "../bad-input/company.ts";
import type { RecallView } from "../../src/api/contract/memory.ts";

test("D2, D4: what a client wrote, and what was written to them, is recalled by its words", async () => {
  const company = await studio();
  const recall = async (query: string, ...more: string[]) => {
    const told = await company.type(
      "recall",
      query,
      "--client",
      "ana@nordlicht.example",
      "--json",
      ...more,
    );
    return (JSON.parse(told.out) as RecallView).passages;
  };
  const [first] = await recall("packaging for the blends");
  expect(first).toMatchObject({ author: "Ana Lindqvist" });
  expect(first?.text).toMatch(/blends/);
  const copied = (await company.type("arrivals", "--json")).out;
  expect(copied).toContain("the same mail was read before");
  const texts = (await recall("mail")).map(({ text }) => text);
  expect(new Set(texts).size).toBe(texts.length);
  expect((await recall("mail")).every(({ author }) => author === "Ana Lindqvist")).toBe(true);
  expect((await company.type("rebuild")).code).toBe(0);
  expect((await recall("packaging for the blends"))[0]).toEqual(first);
});
