import { expect, test } from "vitest";
import type { Inbox } from "../../src/api/contract/inbox.ts";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { RecallView } from "../../src/api/contract/memory.ts";
import type { SnapshotsView } from "../../src/api/contract/snapshots.ts";
import { at, type Company, scratch, studio } from "../bad-input/company.ts";
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
} from "./revised.ts";
import { withClients } from "./with-clients.ts";

test("a poisoned import is taken back: facts to the newest from elsewhere, or to nothing known", async () => {
  const company = await withClients("Nordlicht Coffee", "Harbour Books");
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
  const company = await withClients("Nordlicht Coffee", "Harbour Books");
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
  const company = await withClients("Nordlicht Coffee", "Harbour Books");
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

test("PA3: passages of an import are found no more, by their words or their meaning", async () => {
  const company = await withClients("Nordlicht Coffee", "Harbour Books");
  await importTalks(company, { b1: "Secretly we want poisoned paper", b2: "Blue boxes" });
  expect(await recalled(company, "poisoned paper")).toContain("b1");
  const source = ["rollback", "--source", await newest(company)];
  expect((await preview(company, ...source)).passages).toMatchObject([
    { client: "Nordlicht Coffee", author: "Ana", text: "Secretly we want poisoned paper" },
    { text: "Blue boxes" },
  ]);
  expect(await revise(company, ...source)).toMatchObject({ ok: true });
  expect(await recalled(company, "poisoned paper")).toEqual([]);
  const since = ["diff", "2026-01-01", ...theirs, "--json"];
  expect(JSON.parse((await company.type("memory", ...since)).out)).toMatchObject({
    counts: { passages: 0, withdrawn: 2 },
  });
  expect(vectorsIn(company.data)).toBe(0);
}, 60_000);

test("LG5: what was withdrawn, and the words of an act about it, go with its client", async () => {
  const company = await withClients("Nordlicht Coffee", "Harbour Books");
  await importTalks(company, { b1: "quizzelfrost paper" }, "Nordlicht Coffee fizzlewick.jsonl");
  const source = await newest(company);
  const words = ["rollback", "--source", source, "--because", "Nordlicht Coffee said wumblemoss"];
  const { number } = await revise(company, ...words);
  await revise(company, "rollback", "--undo", String(number));
  await revise(company, ...words);
  await company.type("forget", "Nordlicht", "--yes-forget", "Nordlicht Coffee");
  expect(findings(company.data, ["quizzelfrost", "wumblemoss", "fizzlewick"], [])).toEqual([]);
  expect(plain(await company.type("memory", "rollback", "--source", source))).toMatch(
    /Nothing would change/,
  );
  const { imports, revisions } = await sources(company);
  expect(imports).toMatchObject([{ file: "", passages: 0 }]);
  expect(revisions.map(({ because }) => because)).toEqual(["", "", ""]);
  expect((await company.type("rebuild")).code).toBe(0);
  expect((await company.type("ledger", "verify")).code).toBe(0);
}, 60_000);

function vectorsIn(data: string): number {
  const db = new DatabaseSync(path.join(data, "vectors.db"), { readOnly: true });
  try {
    return Number(db.prepare("SELECT count(*) AS n FROM vector").get()?.["n"]);
  } finally {
    db.close();
  }
}

test("one mail is a source: its passage, and what the job recorded that it began", async () => {
  const company = await studio();
  const ana = ["--client", "ana@nordlicht.example"];
  const { out } = await company.type("recall", "packaging for blends", ...ana, "--json");
  const found = (JSON.parse(out) as RecallView).passages;
  const kept = await Promise.all(
    found.map(({ seq }) => preview(company, "rollback", "--source", `mail:${seq}`)),
  );
  const [shown] = kept.filter(({ facts }) => facts.length > 0);
  expect(shown?.passages).toMatchObject([{ author: "Ana Lindqvist" }]);
  expect(new Set(shown?.facts.map(({ kind, client }) => `${kind} of ${client}`))).toEqual(
    new Set(["brief of Nordlicht Coffee"]),
  );
  expect(shown?.jobs).toMatchObject([{ runbook: "onboard-client", status: "waiting" }]);
  const source = ["rollback", "--source", shown?.of ?? "", "--because", "a hoax"];
  const told = plain(await company.type("memory", ...source));
  expect(told).toMatch(/1 job rested on it: .*do it again: npx mainstay repair \d+ --step/);
  expect(await revise(company, ...source)).toMatchObject({ ok: true });
  expect((await company.type("facts", "brief", ...ana)).out).toMatch(/No brief is on record/);
  expect((await company.type("doctor")).code).toBeLessThan(2);
});

test("H5: snapshots, imports and acts leave with an export, and come back", async () => {
  const company = await withClients("Nordlicht Coffee", "Harbour Books");
  await importTalks(company, { b1: "Poison boxes" });
  await importFacts(company, [{ field: "ink", value: "poison" }]);
  const { number } = await revise(company, "rollback", "--source", await newest(company));
  const told = async (there: Company) => [
    await sources(there),
    JSON.parse((await there.type("memory", "snapshots", "--json")).out) as SnapshotsView,
  ];
  const before = await told(company);
  const folder = await scratch();
  await company.type("export", path.join(folder, "export"));
  const other = at(path.join(folder, "studio"), path.join(folder, "data"));
  const imported = await other.type("import", path.join(folder, "export"));
  expect([imported.code, imported.err]).toEqual([0, ""]);
  const apart = (view: unknown) =>
    JSON.parse(JSON.stringify(view, (k, v: unknown) => (k === "now" ? 0 : v))) as unknown;
  expect(apart(await told(other))).toEqual(apart(before));
  expect((await preview(other, "rollback", "--undo", String(number))).facts).toMatchObject([
    { field: "ink", after: "poison" },
  ]);
}, 60_000);

test("passages of clients who were kept under a word alone are told apart by client", async () => {
  const company = await studio();
  const rows = ["ana", "ben", "ana"].map((client, i) => ({
    id: `p${i}`,
    client,
    text: `Fig ${i}`,
  }));
  await company.write("talks.ndjson", rows.map((row) => JSON.stringify(row)).join("\n"));
  await company.type("memory", "import", "--jsonl", path.join(company.workspace, "talks.ndjson"));
  const shown = await preview(company, "rollback", "--source", await newest(company));
  expect(shown.passages.map(({ client, text }) => `${client}: ${text}`).toSorted()).toEqual([
    "a client without a name (1): Fig 0",
    "a client without a name (1): Fig 2",
    "a client without a name (2): Fig 1",
  ]);
});
