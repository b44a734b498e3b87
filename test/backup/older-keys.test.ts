import { readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { at, type Company, openIn, quiet, type Told } from "../bad-input/company.ts";
import { type BackedUp, backedUp } from "./backed-up.ts";

// Each of them starts processes.
vi.setConfig({ testTimeout: 90_000 });

/** The newest copy of the keys is spoilt, as by a disk that was pulled out while it was written. */
const said = ({ out, err }: Told): string => (out + err).replaceAll(/\s+/g, " ");

async function newest(repository: string, folder: string, ending: string): Promise<string> {
  const names = (await readdir(path.join(repository, folder))).toSorted();
  return path.join(repository, folder, names.findLast((name) => name.endsWith(ending)) ?? "");
}

const cut = async (repository: string, folder: string, ending: string) =>
  truncate(await newest(repository, folder, ending), 100);

async function elsewhere({ company, scratch, identity, repository }: BackedUp) {
  const restored = at(company.workspace, path.join(scratch, "restored"));
  const how = ["--from", repository, "--identity", identity];
  return {
    restored,
    restore: (...more: string[]) => restored.type("restore", ...how, ...more),
  };
}

async function shown(company: Company): Promise<string> {
  return (await company.type("runs")).out + (await company.type("inbox")).out;
}

const stranger = [
  "From: Olga Brandt <olga@brandt.example>",
  "To: hello@studio.example",
  "Subject: A logo for our bakery",
  "Date: Mon, 02 Nov 2026 09:00:00 +0100",
  "Message-ID: <bakery-1@brandt.example>",
  "",
  "Could you design a logo for our bakery? We open in March.",
  "",
].join("\r\n");

/** Somebody writes who never wrote before. */
async function writes(company: Company): Promise<void> {
  await company.write("mail/99-bakery.eml", stranger);
  const opened = await openIn(company);
  try {
    await opened.owner.start();
    await quiet(opened);
  } finally {
    await opened.close();
  }
}

const client = "Nordlicht";

async function forgets(company: Company): Promise<void> {
  const opened = await openIn(company);
  try {
    await opened.owner.start();
    const { confirm } = await opened.desk.forgetPreview(client);
    expect(await opened.desk.forget({ client, confirm, endJobs: true })).toMatchObject({
      ok: true,
    });
  } finally {
    await opened.close();
  }
}

test.each([".age", ".json"])(
  "FL5: where %s of the newest copy of the keys is spoilt the one before is taken, and it says so",
  async (ending) => {
    const made = await backedUp();
    await made.company.type("backup");
    await cut(made.repository, "keys", ending);
    const { restore, restored } = await elsewhere(made);
    const told = await restore();
    expect([told.code, said(told)]).toEqual([0, expect.stringContaining("Restored backup")]);
    expect(said(told)).toMatch(/The newest copy of the keys is spoilt: "keys\/\S+" /);
    expect(said(told)).toContain("No key that is needed was only in what is spoilt");
    expect(await shown(restored)).toContain(client);
    const verify = await made.company.type("backup", "verify");
    expect([verify.code, said(verify)]).toEqual([1, expect.stringMatching(/✗ "keys\/\S+" /)]);
    // What it advises heals it.
    expect((await made.company.type("backup")).code).toBe(0);
    expect((await made.company.type("backup", "verify")).code).toBe(0);
  },
);

test("KL1, KL2: a client whose key is lost is named before she is given up, and never shown wrong", async () => {
  const made = await backedUp();
  await writes(made.company);
  expect(await shown(made.company)).toContain("Brandt");
  await made.company.type("backup");
  await cut(made.repository, "keys", ".age");
  const { restore, restored } = await elsewhere(made);
  const refused = await restore();
  expect([refused.code, said(refused)]).toEqual([1, expect.stringContaining("of a client who")]);
  const [, older = ""] = /--snapshot (\S+),/.exec(said(refused)) ?? [];
  const before = await restore("--snapshot", older);
  expect([before.code, said(before)]).toEqual([0, expect.stringContaining("all of them open")]);
  const knowingly = await restore("--keys-lost", "--aside", "--json");
  const { items } = JSON.parse(knowingly.out);
  expect(items).toMatchObject({
    projections: "keys lost",
    olderKeys: { lost: [expect.any(String)] },
  });
  const now = await shown(restored);
  expect(now).toContain(client);
  expect(now).not.toContain("Brandt");
  expect((await restored.type("admit", "--others-off")).code).toBe(0);
  expect((await restored.type("ledger", "verify")).code).toBe(0);
  await writes(restored);
  expect((await restored.type("backup")).code).toBe(0);
  expect((await restored.type("rebuild", "--json")).code).toBe(0);
});

test("LG5, WB2: an older copy of the keys brings nobody back who was forgotten since", async () => {
  const made = await backedUp();
  await forgets(made.company);
  await made.company.type("backup");
  await rm(path.join(made.repository, "forgotten"), { recursive: true });
  await cut(made.repository, "keys", ".age");
  const { restore, restored } = await elsewhere(made);
  expect(said(await restore())).toContain("1 forgotten client");
  expect(await shown(restored)).not.toContain(client);
});

test("AU6: what was restored without who was forgotten since is sound before any owner opened it", async () => {
  const made = await backedUp();
  const names = await readdir(path.join(made.repository, "snapshots"));
  await forgets(made.company);
  await made.company.type("backup");
  const { restore, restored } = await elsewhere(made);
  const [older = ""] = names.toSorted();
  expect((await restore("--snapshot", path.basename(older, ".json"))).code).toBe(0);
  const verify = () => restored.type("ledger", "verify");
  const fresh = await verify();
  expect([fresh.code, said(fresh)]).toEqual([0, expect.stringContaining("Sound: all")]);
  expect(said(fresh)).toContain("the history will say so at the next start");
  await shown(restored);
  expect((await restored.type("admit", "--others-off")).code).toBe(0);
  const opened = await verify();
  expect([opened.code, said(opened)]).toEqual([0, expect.stringContaining("Sound: all")]);
  expect(said(opened)).not.toContain("at the next start");
});

test("TK5: who was forgotten in one copy of the company comes into no backup of another", async () => {
  const made = await backedUp();
  const { restore, restored } = await elsewhere(made);
  expect((await restore()).code).toBe(0);
  expect((await restored.type("admit", "--others-off")).code).toBe(0);
  await forgets(made.company);
  const told = await restored.type("backup");
  expect([told.code, said(told)]).toEqual([0, expect.stringContaining("1 key left out")]);
  const again = at(made.company.workspace, path.join(made.scratch, "again"));
  const how = ["--from", made.repository, "--identity", made.identity];
  await rm(path.join(made.repository, "forgotten"), { recursive: true });
  expect(said(await again.type("restore", ...how))).toContain("1 forgotten client");
  expect(await shown(again)).not.toContain(client);
});

test("TK5: keys of before that are put back bring nobody into a backup that is made before anything else", async () => {
  const { company } = await backedUp();
  const keys = path.join(company.data, "keys.db");
  const before = await readFile(keys);
  await forgets(company);
  await writeFile(keys, before);
  const told = await company.type("backup");
  expect([told.code, said(told)]).toEqual([0, expect.stringContaining("1 key left out")]);
});

test("LG5, WB3: where it cannot be told who was forgotten nothing is restored without a list", async () => {
  const made = await backedUp();
  await forgets(made.company);
  await made.company.type("backup");
  const list = path.join(made.scratch, "list.json");
  await writeFile(list, await readFile(await newest(made.repository, "snapshots", ".json")));
  await rm(path.join(made.repository, "forgotten"), { recursive: true });
  await cut(made.repository, "keys", ".json");
  await cut(made.repository, "snapshots", ".json");
  const { restore, restored } = await elsewhere(made);
  const first = said(await restore());
  expect(first).toContain("Cannot restore the newest backup");
  const [, older = ""] = /--snapshot (\S+)/.exec(first) ?? [];
  const refused = await restore("--snapshot", older);
  expect([refused.code, said(refused)]).toEqual([1, expect.stringContaining("--forgotten FILE")]);
  const told = await restore("--snapshot", older, "--forgotten", list);
  expect([told.code, said(told)]).toEqual([0, expect.stringContaining("1 forgotten client")]);
  expect(await shown(restored)).not.toContain(client);
});

test("where no copy of the keys is whole it says so, and does not send her to older backups", async () => {
  const made = await backedUp();
  await made.company.type("backup");
  const names = await readdir(path.join(made.repository, "keys"));
  for (const name of names) await truncate(path.join(made.repository, "keys", name), 100);
  const { restore } = await elsewhere(made);
  const told = await restore("--forgotten", await newest(made.repository, "snapshots", ".json"));
  expect([told.code, said(told)]).toEqual([1, expect.stringContaining("none of its copies")]);
  expect(said(told)).not.toContain("--snapshot");
});

test("what is spoilt is listed by its path, whole, and the list does not end well", async () => {
  const made = await backedUp();
  await made.company.type("backup");
  await cut(made.repository, "snapshots", ".json");
  const told = await made.company.type("backup", "list");
  expect(told.code).toBe(1);
  expect(told.out).toMatch(/^✗ "snapshots\/\S+\.json" is no manifest$/m);
  // As it advises, where there is no other copy.
  expect((await made.company.type("backup")).code).toBe(0);
  const [, file = ""] = /"(snapshots\/\S+)"/.exec(told.out) ?? [];
  await rm(path.join(made.repository, file));
  expect((await made.company.type("backup", "list")).code).toBe(0);
});
