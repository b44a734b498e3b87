import { expect, test } from "vitest";
import { unkeepable } from "./keepable.ts";

test.each<[string, string]>([
  ["a number of too many digits", "12345678901234567890"],
  ["a number without end", "1e400"],
  ["one deep in it", '{"a":[{"b":-9007199254740993}]}'],
])("what would be kept otherwise than it was said is not kept: %s", (_, json) => {
  expect(unkeepable(JSON.parse(json))).toMatch(/to the last digit; write it as a text/);
});

test.each(["0.1", "9007199254740991", "-1.5e-7", '"12345678901234567890"', '{"a":[true,null]}'])(
  "what is kept as it was said is kept: %s",
  (json) => expect(unkeepable(JSON.parse(json))).toBeNull(),
);

test("a value goes up to its limit, as JSON", () => {
  expect(unkeepable("x".repeat(65_534))).toBeNull();
  expect(unkeepable("x".repeat(65_535))).toMatch(/longer than 65536 characters; .* memory import/);
});
