import { expect, test } from "vitest";
import { choices } from "./answer-key.ts";

const keys = (...names: string[]) =>
  choices(Object.fromEntries(names.map((name) => [name, name])), 7).map(({ key }) => key);

test("usual answers have their usual keys", () => {
  expect(keys("approve", "edit", "deny", "take", "later")).toEqual(["y", "e", "n", "t", "z"]);
  expect(keys("happened", "again")).toEqual(["y", "r"]);
});

test("other answers take a letter of their own that nothing else has", () => {
  expect(keys("paid", "partly", "late")).toEqual(["p", "a", "t"]);
  expect(keys("stop", "list")).toEqual(["t", ""]);
});

test("every answer has a command", () => {
  const commands = choices({ approve: "", edit: "", deny: "", fill: "", paid: "" }, 7);
  expect(commands.map(({ command }) => command)).toEqual([
    "approve 7",
    "approve 7 --edit",
    'deny 7 --because "…"',
    "answer 7 fill --file form-7.yaml",
    "answer 7 paid",
  ]);
});
