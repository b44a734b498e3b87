import { expect, test } from "vitest";
import { timed, within } from "../../bench/stopwatch.ts";

test("a call is noted when it returns or throws, and does what it did before", async () => {
  const till = {
    sum: 5,
    add: async function (more: number) {
      if (more < 0) throw new Error("less");
      return this.sum + more;
    },
  };
  const spans = timed(till, "add");
  expect(await till.add(2)).toBe(7);
  await expect(till.add(-1)).rejects.toThrow("less");
  expect(spans).toHaveLength(2);
  for (const { from, to } of spans) expect(to).toBeGreaterThanOrEqual(from);
  expect(() => timed(till, "sum")).toThrow('no "sum"');
});

test("parts are told only of calls that went on one after the other", () => {
  const [first, second] = [
    { from: 0, to: 10 },
    { from: 10, to: 20 },
  ];
  const part = { from: 12, to: 15 };
  expect(within([second], [part])).toEqual([[second, part]]);
  expect(() => within([first], [part])).toThrow("side by side");
  expect(() => within([first, second], [part])).toThrow("there are 1");
});
