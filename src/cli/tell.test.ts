import { expect, test } from "vitest";
import { tellFault } from "./tell.ts";

test("a disk that is full beside a command is called so, with its remedy", () => {
  let err = "";
  const deps = { stderr: (text: string) => void (err += text), columns: 80, env: {} };
  const error = Object.assign(new Error("ENOSPC: no space left on device, mkdir '/d/drafts'"), {
    code: "ENOSPC",
    path: "/d/drafts",
  });
  tellFault(error, "drawing a draft", deps, { data: null, workspace: null });
  expect(err.split("\n")).toEqual([
    'While drawing a draft: Cannot use "/d/drafts": the disk is full',
    "You     free some space on the disk that holds the data folder",
    "",
  ]);
});

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
