import { readdir } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { Desk } from "../../src/api/contract/desk.ts";
import type { InboxLine } from "../../src/api/contract/inbox.ts";
import { VirtualClock } from "../../src/engine/clock.ts";
import {
  child,
  type Company,
  expectFourParts,
  openIn,
  quiet,
  running,
  studio,
  type Told,
  typed,
} from "./company.ts";

const day = 86_400_000;

async function draft(company: Company): Promise<InboxLine> {
  const { lines }: { lines: InboxLine[] } = JSON.parse((await company.type("inbox", "--json")).out);
  const found = lines.find(({ client }) => client === "Nordlicht Coffee");
  if (found === undefined) throw new Error("her draft waits");
  return found;
}

/** The four parts of a no stand on stdout: the command did what it was asked, and the answer is no. */
function expectNo(told: Told, parts: { what: string; you: string }): void {
  expect([told.code, told.err]).toEqual([1, ""]);
  const said = told.out.replaceAll(/\s+/g, " ");
  const [, what, effect, did, you] = /(Cannot .*) Effect (.*) Did (.*) You (.*)$/.exec(said) ?? [];
  expect(what, said).toContain(parts.what);
  expect([effect, did]).toEqual([
    "nothing was sent, no client was written to, no money moved",
    "nothing was changed",
  ]);
  expect(you).toContain(parts.you);
}

/** A command about this desk instead of the one that the folders hold. */
function typedTo(desk: Desk, ...argv: string[]): Promise<Told> {
  return typed(argv, { connect: async () => ({ desk, owner: true, close: async () => {} }) });
}

async function answers(company: Company): Promise<string[]> {
  const { out } = await company.type("ledger", "--json", "--limit", "1000");
  const types = out
    .trim()
    .split("\n")
    .map((line): string => JSON.parse(line).type);
  return types.filter((type) => type === "approval.granted" || type === "approval.denied");
}

test.each(["approve", "deny"])(
  "a second answer, to %s, is refused; the first stands",
  async (second) => {
    const company = await studio();
    const number = String((await draft(company)).number);
    expect((await company.type("approve", number)).code).toBe(0);
    const before = await company.recorded();
    const told = await company.type(second, number);
    expect(told.code).toBe(1);
    expect(told.err.replaceAll(/\s+/g, " ")).toContain(`Item ${number} is settled Effect`);
    expect(told.err).toContain("see what followed");
    expect(await company.recorded()).toBe(before);
    expect(await answers(company)).toEqual(["approval.granted"]);
  },
);

test("two processes that answer at once: one is taken, the other is told; nothing runs in between", async () => {
  const company = await studio();
  const number = String((await draft(company)).number);
  const both = [child(company, "approve", number), child(company, "deny", number)];
  const told = await Promise.all(both.map((each) => each.told));
  expect(told.map(({ code }) => code).toSorted((a, b) => a - b)).toEqual([0, 1]);
  const refused = told.find(({ code }) => code === 1);
  expect(`${refused?.out}${refused?.err}`.replaceAll(/\s+/g, " ")).toMatch(
    /(settled|it is (granted|denied)|nothing is asked)/,
  );
  expect(await answers(company)).toHaveLength(1);
});

test("the same race with the company running: one invoice and one letter, or none", async () => {
  const company = await studio();
  const number = String((await draft(company)).number);
  const up = await running(company);
  const both = [child(company, "approve", number), child(company, "deny", number)];
  const told = await Promise.all(both.map((each) => each.told));
  expect(told.map(({ code }) => code).toSorted((a, b) => a - b)).toEqual([0, 1]);
  const [answer, ...others] = await answers(company);
  expect(others).toEqual([]);
  up.process.kill("SIGINT");
  await up.told;
  const letters = await readdir(path.join(company.data, "outbox/new"));
  expect(letters.length).toBeLessThanOrEqual(answer === "approval.granted" ? 1 : 0);
});

test("an answer after expiry is refused; while the company runs it is asked again under its number", async () => {
  const company = await studio();
  const { number } = await draft(company);
  const late = await openIn(company, {
    mode: "record",
    clock: new VirtualClock(Date.now() + 4 * day),
  });
  const before = await late.owner.store.last();
  const told = await typedTo(late.desk, "approve", String(number));
  expectNo(told, {
    what: "it has expired",
    you: "it is asked again when the company runs: npx mainstay up",
  });
  expect(told.out).not.toContain("WHY ASKED");
  expect(await late.desk.item(number)).toMatchObject({ expired: true, answers: {} });
  expect((await typedTo(late.desk, "inbox")).out).toContain("expired: asked again");
  expect(await late.owner.store.last()).toEqual(before);
  await late.close();
  const again = await openIn(company, { clock: new VirtualClock(Date.now() + 4 * day) });
  await again.owner.start();
  await quiet(again);
  const answered = await typedTo(again.desk, "approve", String(number));
  expect([answered.code, answered.err]).toEqual([0, ""]);
  await quiet(again);
  await again.close();
  expect(await readdir(path.join(company.data, "outbox/new"))).toHaveLength(1);
});

test("an answer to other bytes than those that are shown now is refused", async () => {
  const company = await studio();
  const { number } = await draft(company);
  const before = await company.recorded();
  const told = await company.type("approve", String(number), "--digest", "of-yesterday");
  expectNo(told, {
    what: "what was shown has changed",
    you: `look at it as it is now: npx mainstay show ${number}`,
  });
  expect(await company.recorded()).toBe(before);
});

test("a draft that changes while she reads it: her answer is to what she saw, so it is refused", async () => {
  const company = await studio();
  const { number } = await draft(company);
  const opened = await openIn(company, { mode: "record" });
  const seen = await opened.desk.item(number);
  // Between her look and her answer stands another draft: here, by its digest alone.
  const desk: Desk = { ...opened.desk, item: async () => ({ ...seen, digest: "of-a-moment-ago" }) };
  const before = await opened.owner.store.last();
  const told = await typedTo(desk, "approve", String(number));
  expectNo(told, { what: "what was shown has changed", you: "look at it as it is now" });
  expect(await opened.owner.store.last()).toEqual(before);
  expect((await typedTo(opened.desk, "approve", String(number))).code).toBe(0);
  await opened.close();
});

test("a step that is begun again with other input voids the draft: the old number takes no answer", async () => {
  const company = await studio();
  const before = await draft(company);
  const opened = await openIn(company);
  await opened.owner.start();
  const { code, err, out } = await typedTo(
    opened.desk,
    "repair",
    String(before.run),
    "--step",
    "welcome",
  );
  expect([code, err, out === ""]).toEqual([0, "", false]);
  await quiet(opened);
  const after = (await opened.desk.inbox()).lines.find(
    ({ client }) => client === "Nordlicht Coffee",
  );
  expect(after?.number).toBeGreaterThan(before.number);
  const told = await typedTo(opened.desk, "approve", String(before.number));
  expect(told.code).toBe(1);
  expect(told.err).toContain(`Item ${before.number} is settled`);
  await opened.close();
  expect(await answers(company)).toEqual([]);
});

test.each([
  ["a number that is no item", ["approve", "999"], 1, "There is no item 999", "mainstay inbox"],
  ["a number that is none", ["approve", "seventeen"], 2, "Give the number that inbox", "Help"],
])("%s is told", async (_, argv, code, what, you) => {
  const company = await studio();
  const before = await company.recorded();
  const told = await company.type(...argv);
  expect(told.code).toBe(code);
  expect(told.err).toContain(what);
  expect(told.err).toContain(you);
  expect(await company.recorded()).toBe(before);
});

test("an answer that an item does not take is refused with those that it takes", async () => {
  const company = await studio();
  const { lines }: { lines: InboxLine[] } = JSON.parse((await company.type("inbox", "--json")).out);
  const number = String(lines.find(({ kind }) => kind === "damaged")?.number);
  const told = await company.type("answer", number, "approve");
  expect(told.code).toBe(2);
  expectFourParts(told, {
    what: `Cannot answer ${number} with "approve": it is not among its answers`,
    you: `answer ${number} dismiss`,
  });
});
