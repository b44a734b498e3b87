import { expect, test } from "vitest";
import { held, history, plain, preview, revise, set, sources, theirs } from "./revised.ts";
import { withClients } from "./with-clients.ts";

test("facts of a client say again what they said at a snapshot, by new versions, and back again", async () => {
  const company = await withClients("Nordlicht Coffee", "Harbour Books");
  await set(company, "paper", "coated");
  await set(company, "size", "A4");
  await company.type("memory", "snapshot", "fair");
  await set(company, "paper", "matt");
  await set(company, "ink", "black");
  await company.type("fact", "retract", "preference.size", ...theirs, "--because", "x");

  const shown = await preview(company, "restore", "fair", ...theirs);
  expect(shown.facts.map(({ field, before, after }) => [field, before, after])).toEqual([
    ["paper", "matt", "coated"],
    ["size", null, "A4"],
    ["ink", "black", null],
  ]);
  const done = await revise(company, "restore", "fair", ...theirs);
  expect(done).toMatchObject({ ok: true, exit: 0 });
  expect(await held(company)).toEqual({ paper: "coated", size: "A4" });
  expect(await history(company, "paper")).toMatchObject([
    { value: "coated", holds: true, reason: "restored", by: "you" },
    { value: "matt", holds: false },
    { value: "coated", holds: false },
  ]);
  // Done again it is empty, and it is undone by its number.
  expect(plain(await company.type("memory", "restore", "fair", ...theirs))).toMatch(
    /Nothing would change/,
  );
  const undo = ["rollback", "--undo", String(done.number)];
  expect(await revise(company, ...undo)).toMatchObject({ ok: true, exit: 0 });
  expect(await held(company)).toEqual({ paper: "matt", ink: "black" });
  expect((await company.type("rebuild")).code).toBe(0);
  expect(await held(company)).toEqual({ paper: "matt", ink: "black" });
  expect((await sources(company)).revisions).toMatchObject([
    { how: "rollback", of: `revision:${done.number}`, facts: 3, ended: true },
    { how: "restore", of: expect.stringMatching(/^snapshot:\d+$/), facts: 3, ended: true },
  ]);
});

test("what she alone changes stays, unless she says so or names the kind", async () => {
  const company = await withClients("Nordlicht Coffee", "Harbour Books");
  await company.type("memory", "snapshot", "fair");
  await set(company, "paper", "matt");
  const invoice = ["invoice.number", "2026-012", "--of", "2026-012", "--new", ...theirs];
  expect((await company.type("fact", "set", ...invoice)).code).toBe(0);
  const of = async (...words: string[]) => {
    const { facts, left } = await preview(company, "restore", "fair", ...words);
    return [facts.map(({ kind }) => kind), left.map(({ kind }) => kind)];
  };
  expect(await of(...theirs)).toEqual([["preference"], ["invoice"]]);
  expect(await of(...theirs, "--strong")).toEqual([["preference", "invoice"], []]);
  expect(await of(...theirs, "--kind", "invoice")).toEqual([["invoice"], []]);
});

test("a restore is undone by the snapshot from before it, too", async () => {
  const company = await withClients("Nordlicht Coffee", "Harbour Books");
  await company.type("memory", "snapshot", "fair");
  await set(company, "paper", "matt");
  const { number = 0 } = await revise(company, "restore", "fair", ...theirs);
  expect(await held(company)).toEqual({});
  expect(plain(await company.type("memory", "snapshots"))).toMatch(
    /before facts were brought back/,
  );
  await revise(company, "restore", String(number + 1), ...theirs);
  expect(await held(company)).toEqual({ paper: "matt" });
});

test("MS4: what was said of other days comes back for those days", async () => {
  const company = await withClients("Nordlicht Coffee", "Harbour Books");
  await set(company, "paper", "coated", "--from", "2021-01-01");
  await set(company, "paper", "matt", "--from", "2023-01-01");
  await company.type("memory", "snapshot", "fair");
  await set(company, "paper", "poison", "--from", "2022-01-01", "--until", "2024-01-01");
  await revise(company, "restore", "fair", "--kind", "preference");
  const on = (day: string) => held(company, "--at", day, "--known", "2100-01-01");
  expect(await on("2022-06-01")).toEqual({ paper: "coated" });
  expect(await on("2023-06-01")).toEqual({ paper: "matt" });
});

test("another client's facts and other kinds stay as they are", async () => {
  const company = await withClients("Nordlicht Coffee", "Harbour Books");
  await company.type("memory", "snapshot", "fair");
  await set(company, "paper", "matt");
  await company.type("fact", "set", "decision.text", "late payer", ...theirs);
  const other = ["--client", "Harbour", "--json"];
  await company.type("fact", "set", "preference.paper", "gloss", ...other);
  await revise(company, "restore", "fair", ...theirs, "--kind", "preference");
  expect(await held(company)).toEqual({});
  expect((await company.type("facts", "decision", ...theirs)).out).toMatch(/late payer/);
  expect((await company.type("facts", "preference", ...other)).out).toMatch(/gloss/);
});

test("without a yes nothing is changed, and what to type is told, and works", async () => {
  const company = await withClients("Nordlicht Coffee", "Harbour Books");
  await company.type("memory", "snapshot", "before the fair");
  await set(company, "paper", "matt");
  const before = await company.recorded();
  const told = await company.type("memory", "restore", "before the fair", ...theirs);
  expect([told.code, await company.recorded()]).toEqual([3, before]);
  expect(told.out).toMatch(
    / {2}Nordlicht Coffee · preference\n {4}paper {2}matt → nothing is known/,
  );
  const [, typed = ""] = /npx mainstay (memory restore .* --yes)/.exec(plain(told)) ?? [];
  expect(typed).toMatch(/^memory restore 'before the fair' --client Nordlicht/);
  expect(
    (await company.type("memory", "restore", "before the fair", ...theirs, "--yes")).code,
  ).toBe(0);
  expect(await held(company)).toEqual({});
});

test.each([
  [["restore", "fair"], 1, /name a client, a kind of record or an agent/],
  [["restore", "fier", ...theirs], 1, /there is "fair"/],
  [["restore", "fair", "--agent", "nobody"], 1, /no agent "nobody"/],
  [["restore", "fair", "--client", "Nobody"], 1, /no client "Nobody"/],
  [["rollback"], 2, /Name one of --source and --undo/],
  [["rollback", "--source", "import:999"], 1, /no source "import:999".*memory sources/],
  [["rollback", "--source", "nonsense"], 1, /name one like "import:12"/],
  [["rollback", "--source", "mail:17"], 1, /no source "mail:17"/],
  [["rollback", "--source", "agent:nobody"], 1, /the agents are /],
  [["rollback", "--source", "job:999"], 1, /no job 999/],
  [["rollback", "--undo", "999"], 1, /no source "revision:999"/],
  [["rollback", "--source", "agent:qualification", "--since", "soon"], 1, /"soon" is no time/],
] as const)("refused, and nothing changes: %j", async (words, code, because) => {
  const company = await withClients("Nordlicht Coffee", "Harbour Books");
  await company.type("memory", "snapshot", "fair");
  const before = await company.recorded();
  const told = await company.type("memory", ...words, "--yes");
  expect([told.code, plain(told)]).toEqual([code, expect.stringMatching(because)]);
  expect(await company.recorded()).toBe(before);
});
