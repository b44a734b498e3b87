import { expect, test } from "vitest";
import { tellFault } from "./tell.ts";

test("what goes wrong beside a command is told with its remedy, to be pasted", () => {
  let err = "";
  const deps = { stderr: (text: string) => void (err += text), columns: 60, env: {} };
  const place = { data: "t", workspace: null };
  const error = new Error(
    'Cannot sign: the key is spoilt; restore it with "mainstay restore --aside", or begin anew',
  );
  tellFault(error, "signing", deps, place);
  tellFault("thrown text", "reading", deps, place);
  expect(err.split("\n")).toEqual([
    "While signing: Cannot sign: the key is spoilt",
    "You     restore it with",
    "        npx mainstay restore --aside --data t",
    "        or begin anew",
    "While reading: thrown text",
    "",
  ]);
});
