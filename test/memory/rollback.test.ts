import { expect, test } from "vitest";
import type { Inbox } from "../../src/api/contract/inbox.ts";
import { findings } from "../forget/search.ts";
import {
  held,
  history,
  importFacts,
  importTalks,
  newest,
  plain,
  preview,
  recalled,
  revise,
  set,
  sources,
  theirs,
  withClients,
} from "./revised.ts";

test("a poisoned import is taken back: facts to the newest from elsewhere, or to nothing known", async () => {
  const company = await withClients();
  await set(company, "paper", "coated", "--from", "2026-01-01");
  await importFacts(company, [{ field: "size", value: "A4", from: "2026-01-01" }]);
  await importFacts(company, [
    { field: "paper", value: "poison" },
    { field: "size", value: "poison" },
    { field: "ink", value: "poison" },
  ]);
  const { imports } = await sources(company);
  expect(imports).toMatchObject([
    { what: "facts", file: "facts.ndjson", facts: 2 },
    { what: "facts", facts: 1 },
  ]);
  // Her own word stood against it, so that she was asked.
  const asked = await company.type("conflicts", "--json");
  expect((JSON.parse(asked.out) as Inbox).lines).toHaveLength(1);

  const source = ["rollback", "--source", await newest(company), "--because", "misread"];
  const shown = await preview(company, ...source);
  expect(shown.facts.map(({ field, before, after }) => [field, before, after])).toEqual([
    ["size", "poison", "A4"],
    ["ink", "poison", null],
  ]);
  expect(shown.conflicts).toBe(1);
  expect(await revise(company, ...source)).toMatchObject({ ok: true, exit: 0 });
  expect(await held(company)).toEqual({ paper: "coated", size: "A4" });
  expect((JSON.parse((await company.type("conflicts", "--json")).out) as Inbox).lines).toEqual([]);
  expect(await history(company, "ink")).toMatchObject([{ known: false }, { value: "poison" }]);
  expect((await sources(company)).revisions).toMatchObject([
    { how: "rollback", of: source[2], because: "misread", facts: 2, conflicts: 1 },
  ]);
  expect(plain(await company.type("memory", ...source))).toMatch(/Nothing would change/);
});

test("MS6: what she took of it, and what was brought back of it, came from it too", async () => {
  const company = await withClients();
  await set(company, "paper", "coated", "--from", "2026-01-01");
  await importFacts(company, [{ field: "paper", value: "poison" }]);
  const asked = JSON.parse((await company.type("conflicts", "--json")).out) as Inbox;
  await company.type("approve", String(asked.lines[0]?.number), "--yes");
  await company.type("memory", "snapshot", "poisoned");
  await company.type("fact", "retract", "preference.paper", ...theirs, "--because", "odd");
  await revise(company, "restore", "poisoned", ...theirs);
  expect(await held(company)).toEqual({ paper: "poison" });
  await revise(company, "rollback", "--source", await newest(company));
  expect(await held(company)).toEqual({});
});

test("what was recorded after it by others is left alone", async () => {
  const company = await withClients();
  await importFacts(company, [
    { field: "paper", value: "poison" },
    { field: "ink", value: "poison" },
  ]);
  await set(company, "paper", "coated");
  const shown = await preview(company, "rollback", "--source", await newest(company));
  expect(shown.facts).toMatchObject([
    { field: "paper", before: "coated", after: "coated" },
    { field: "ink" },
  ]);
  await revise(company, "rollback", "--source", await newest(company));
  expect(await held(company)).toEqual({ paper: "coated" });
  const then = ["--at", "2026-02-02", "--known", "2100-01-01"];
  expect(await held(company, ...then)).toEqual({});
});

test("PA3: passages of an import are found no more, stay in the history, and come back", async () => {
  const company = await withClients();
  await importTalks(company, { a1: "We want uncoated paper", a2: "Blue boxes, please" });
  const good = await newest(company);
  await importTalks(company, { b1: "Secretly we want poisoned paper", b2: "Poison boxes" });
  const bad = await newest(company);
  expect(bad).not.toBe(good);
  expect(await recalled(company, "poisoned paper")).toContain("b1");
  const shown = await preview(company, "rollback", "--source", bad);
  expect(shown.passages).toMatchObject([
    { client: "Nordlicht Coffee", author: "Ana", text: "Secretly we want poisoned paper" },
    { text: "Poison boxes" },
  ]);
  const done = await revise(company, "rollback", "--source", bad);
  expect(done).toMatchObject({ ok: true });
  expect(await recalled(company, "poisoned paper")).not.toContain("b1");
  expect(await recalled(company, "uncoated paper")).toContain("a1");
  expect((await sources(company)).imports).toMatchObject([
    { passages: 0, withdrawn: 2 },
    { passages: 2, withdrawn: 0 },
  ]);
  expect((await company.type("rebuild")).code).toBe(0);
  expect(await recalled(company, "poisoned paper")).not.toContain("b1");

  await revise(company, "rollback", "--undo", String(done.number));
  expect(await recalled(company, "poisoned paper")).toContain("b1");
  expect((await company.type("rebuild")).code).toBe(0);
  expect((await sources(company)).imports[0]).toMatchObject({ passages: 2, withdrawn: 0 });
  // It came from that import still.
  await revise(company, "rollback", "--source", bad);
  expect(await recalled(company, "poisoned paper")).not.toContain("b1");
  // Put right, it may be brought again under the same ids.
  await importTalks(company, { b1: "We want recycled paper" });
  expect(await recalled(company, "recycled paper")).toContain("b1");
});

test("LG5: what was withdrawn, and the words of an act about it, go with its client", async () => {
  const company = await withClients();
  await importTalks(company, { b1: "quizzelfrost paper" });
  const source = await newest(company);
  const words = ["rollback", "--source", source, "--because", "Nordlicht Coffee said wumblemoss"];
  const { number } = await revise(company, ...words);
  await revise(company, "rollback", "--undo", String(number));
  await revise(company, ...words);
  await company.type("forget", "Nordlicht", "--yes-forget", "Nordlicht Coffee");
  expect(findings(company.data, ["quizzelfrost", "wumblemoss"], ["workspace"])).toEqual([]);
  expect(plain(await company.type("memory", "rollback", "--source", source))).toMatch(
    /Nothing would change/,
  );
  expect((await company.type("rebuild")).code).toBe(0);
  expect((await company.type("ledger", "verify")).code).toBe(0);
});
