import { expect, test } from "vitest";
import { Refused } from "../api/contract/refused.ts";
import { Damaged } from "../ledger/store.ts";
import { explain, Interrupted, Usage } from "./errors.ts";

const typed = (words: string) => `npx mainstay ${words}`;
const explained = (error: unknown) => explain(error, typed);

test("a refusal keeps its code and gets the remedy that fits", () => {
  const { exit, code, four } = explained(new Refused({ code: "item_unknown", message: "Cannot" }));
  expect([exit, code]).toEqual([1, "item_unknown"]);
  expect(four.you).toBe("see what there is: npx mainstay inbox or npx mainstay runs");
});

test("damage says that it is not used and what to keep", () => {
  const { four } = explained(new Damaged("Cannot read the ledger: its bytes do not match"));
  expect(four.effect).toContain("what is damaged is not used");
  expect(four.you).toContain("copy it");
});

test("a full disk says what to free, and that what was acknowledged is safe", () => {
  const full = Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC" });
  expect(explained(full).four).toMatchObject({
    effect: expect.stringContaining("acknowledged before is safe"),
    you: expect.stringContaining("free some space"),
  });
});

test("an owner that went away is never said to have done nothing", () => {
  const gone = Object.assign(new Error("Cannot answer: it is gone"), { name: "OwnerGone" });
  expect(explained(gone).four.effect).toContain("whether this was taken is not known");
});

test("wrong commands, left questions and faults have their exit codes", () => {
  expect(explained(new Usage("x", "y")).exit).toBe(2);
  expect(explained(new Interrupted("x")).exit).toBe(130);
  expect(explained(new RangeError("x"))).toMatchObject({ exit: 1, code: "fault" });
  expect(explained("thrown text").four.what).toContain('"thrown text"');
});
