import { expect, test } from "vitest";
import { divided } from "./remedy.ts";

test.each([
  ['There is no "a; b"; look', 'There is no "a; b"', "look"],
  ['There is no client "" OR *"; look', 'There is no client "" OR *"', "look"],
  ['There is no client "the "old" one"; look', 'There is no client "the "old" one"', "look"],
  ['There is no "x" here', 'There is no "x" here', null],
])("a remedy stands behind the first semicolon outside quotes: %s", (message, what, remedy) => {
  expect(divided(message)).toEqual({ what, remedy });
});
