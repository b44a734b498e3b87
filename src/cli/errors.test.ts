import { expect, test } from "vitest";
import { Refused } from "../api/contract/refused.ts";
import { Damaged } from "../ledger/store.ts";
import { frame } from "../../test/fakes/frame.ts";
import { typedIn } from "./context.ts";
import { errorLines, explain, Interrupted, Usage } from "./errors.ts";

const typed = (words: string) => `npx mainstay ${words}`;
const explained = (error: unknown) => explain(error, typed);

test("a refusal keeps its code and gets the remedy that fits", () => {
  const { exit, code, four } = explained(new Refused({ code: "item_unknown", message: "Cannot" }));
  expect([exit, code]).toEqual([1, "item_unknown"]);
  expect(four.you).toBe('see what there is: "npx mainstay inbox" or npx mainstay runs');
});

test("what a message about backups says itself is what she is told", () => {
  const you = (code: string, message: string) => explained(new Refused({ code, message })).four.you;
  expect(you("backup_exists", "Cannot: they are set up; begin anew")).toBe("begin anew");
  expect(you("backup_missing", "Cannot: no folder; connect it")).toBe("connect it");
});

test("a command within a sentence can be copied: nothing of the sentence clings to it", () => {
  const message =
    'Cannot sign; restore with "mainstay restore --aside". Every older backup stays; or "npx mainstay init"';
  const error = new Refused({ code: "x", message });
  const typedThere = (words: string) => `npx mainstay ${words} --data '/tmp/a b'`;
  const told = explain(error, typedThere);
  expect(told.four.you).toBe(
    `restore with "npx mainstay restore --aside --data '/tmp/a b'". Every older backup stays; or npx mainstay init --data '/tmp/a b'`,
  );
  expect(errorLines(told, { ...frame(), typed: typedThere }).slice(-4)).toEqual([
    "You     restore with",
    "        npx mainstay restore --aside --data '/tmp/a b'",
    "        Every older backup stays; or",
    "        npx mainstay init --data '/tmp/a b'",
  ]);
});

test("a command that names another place keeps it", () => {
  const typedThere = typedIn({ data: "d", workspace: "w" }, {});
  expect(typedThere("restore --from d --data NEW")).toBe(
    "npx mainstay restore --from d --data NEW --workspace w",
  );
  expect(typedThere("up --workspace other")).toBe("npx mainstay up --workspace other --data d");
});

test("damage says that it is not used and what to keep", () => {
  const { four } = explained(
    new Damaged("Cannot read the ledger: its bytes do not match; keep it"),
  );
  expect(four.effect).toContain("what is damaged is not used");
  expect(four.what).toBe("Cannot read the ledger: its bytes do not match");
  expect(four.you).toBe("keep it");
});

test("damage of which nothing more is said names the command that brings the backup back", () => {
  const { four } = explained(new Damaged("Cannot read the ledger: its bytes do not match"));
  expect(four.you).toBe(
    "keep the data folder as it is, and restore the newest backup with npx mainstay restore --aside",
  );
});

test("a full disk says what to free, and that what was acknowledged is safe", () => {
  const full = Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC" });
  expect(explained(full).four).toMatchObject({
    effect: expect.stringContaining("acknowledged before is safe"),
    you: expect.stringContaining("free some space"),
  });
});

test("a system's error is said in our words, with the file it is about", () => {
  const error = new Error("EACCES: permission denied, open '/x/y'");
  const denied = Object.assign(error, { code: "EACCES", path: "/x/y" });
  expect(explained(denied).four.what).toBe('Cannot use "/x/y": it may not be opened');
});

test.each(["DiskFull", "DiskFailing"])("%s, also from behind the socket, is no fault", (name) => {
  const error = new Error('Cannot commit to the ledger: the disk is full; free space on "/a; b"');
  expect(explained(Object.assign(error, { name }))).toMatchObject({
    exit: 1,
    code: name,
    four: {
      what: "Cannot commit to the ledger: the disk is full",
      effect: expect.stringContaining("acknowledged before is safe"),
      you: 'free space on "/a; b"',
    },
  });
});

test("the remedy that a message names is told, with the command as it must be typed", () => {
  const refused = (message: string) =>
    explain(
      new Refused({ code: "already_up", message }),
      (words) => `npx mainstay ${words} --data d`,
    );
  expect(
    refused('It is up already, with its data in "a; b"; see "mainstay inbox"').four,
  ).toMatchObject({
    what: 'It is up already, with its data in "a; b"',
    you: "see npx mainstay inbox --data d",
  });
  expect(refused("It is up already").four.you).toBe(
    "see how things stand: npx mainstay doctor --data d",
  );
});

test("what broke first is told, not what could not go on because of it", () => {
  const full = Object.assign(new Error("Cannot commit: the disk is full; free space"), {
    name: "DiskFull",
  });
  const after = new Error("Cannot use the ledger: a commit failed; start again", { cause: full });
  expect(explained(after)).toMatchObject({
    code: "DiskFull",
    four: { what: "Cannot commit: the disk is full", you: "free space" },
  });
});

test("an error that names its remedy is no fault", () => {
  const { code, four } = explained(
    new Error('Cannot use the path "~/a": "~" stays; write it whole'),
  );
  expect(code).toBe("failed");
  expect(four).toMatchObject({
    what: 'Cannot use the path "~/a": "~" stays',
    you: "write it whole",
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
