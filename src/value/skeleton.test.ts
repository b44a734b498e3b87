import { expect, test } from "vitest";
import { skeleton } from "./skeleton.ts";

test.each([
  ["modern", "rnodern"],
  ["paypal", "раураl"],
  ["nordlicht", "nord-licht"],
  ["café", "cafe"],
])("what looks alike is written alike: %s and %s", (one, other) => {
  expect(skeleton(other)).toBe(skeleton(one));
});

test("what does not look alike is not", () => expect(skeleton("acme")).not.toBe(skeleton("acne")));
