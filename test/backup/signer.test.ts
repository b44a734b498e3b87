import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { makeIdentity, parseIdentity } from "../../src/backup/age.ts";
import { at, scratch, studio, type Told } from "../bad-input/company.ts";
import { type BackedUp, backedUp } from "./backed-up.ts";

// Each of them starts processes.
vi.setConfig({ testTimeout: 90_000 });

/** An identity as age-keygen writes it: nobody says who signs. */
async function bare(identity: string, folder: string): Promise<string> {
  const { secret } = parseIdentity(await readFile(identity, "utf8"), "test");
  const file = path.join(folder, "bare.txt");
  await writeFile(file, `${secret}\n`);
  return file;
}

async function rewrite(repository: string, change: (text: string) => string): Promise<void> {
  for (const folder of ["snapshots", "keys", "forgotten"]) {
    const names = await readdir(path.join(repository, folder)).catch(() => []);
    for (const name of names.filter((each) => each.endsWith(".json"))) {
      const file = path.join(repository, folder, name);
      await writeFile(file, change(await readFile(file, "utf8")));
    }
  }
}

const forged = (text: string) => text.replace(/"signature": "[^"]*"/, '"signature": "AAAA"');

/** As a forger would, whose list says that nobody was forgotten. */
const emptied = (text: string) =>
  forged(text).replace(/"forgotten": \[[^\]]*\]/, '"forgotten": []');

const said = ({ out, err }: Told): string => (out + err).replaceAll(/\s+/g, " ");

async function elsewhere({ company, scratch: folder, identity, repository }: BackedUp) {
  const restored = at(company.workspace, path.join(folder, "restored"));
  const how = ["--from", repository, "--identity", await bare(identity, folder)];
  const left = async () => (await readdir(folder)).filter((name) => name.startsWith("restored"));
  return { restore: (...more: string[]) => restored.type("restore", ...how, ...more), left };
}

test("BS1: without a known signer nothing is restored, and the company tells which it is", async () => {
  const made = await backedUp();
  const { restore, left } = await elsewhere(made);
  const refused = await restore();
  expect([refused.code, said(refused)]).toEqual([1, expect.stringContaining("--signer KEY")]);
  expect(await left()).toEqual([]);
  const { signer } = JSON.parse((await made.company.type("backup", "list", "--json")).out);
  expect(said(await made.company.type("backup", "list"))).toContain(`Signed by ${signer}`);
  const told = await restore("--signer", signer);
  expect([told.code, said(told)]).toEqual([0, expect.stringContaining("the tree that was signed")]);
});

test("BS1: what is restored knowingly without a signer is nowhere called signed", async () => {
  const made = await backedUp();
  const { restore } = await elsewhere(made);
  await rewrite(made.repository, forged);
  const told = await restore("--unsigned");
  expect([told.code, said(told)]).toEqual([0, expect.stringContaining("Nobody vouches for it")]);
  expect(said(told)).not.toContain("signed");
});

test.each([
  ["an invented signature", forged],
  ["nobody on its forgotten-list any more", emptied],
])("MF1: a backup with %s is refused by the signer that is named", async (_, change) => {
  const made = await backedUp();
  const { signer } = JSON.parse((await made.company.type("backup", "list", "--json")).out);
  const { restore, left } = await elsewhere(made);
  await rewrite(made.repository, change);
  const told = await restore("--signer", signer);
  expect([told.code, said(told)]).toEqual([1, expect.stringContaining("was not signed with")]);
  expect(await left()).toEqual([]);
});

test("a signer that is mistyped, or asked for and waived at once, is refused", async () => {
  const { restore } = await elsewhere(await backedUp());
  expect(said(await restore("--signer", "mainstay/w1"))).toContain("Cannot use --signer: the key");
  const both = await restore("--signer", "mainstay/w1", "--unsigned");
  expect([both.code, said(both)]).toEqual([2, expect.stringContaining("leave out")]);
});

test("BS2: in the company's own data folder its own signer is asked for", async () => {
  const { company, repository, identity, scratch: folder } = await backedUp();
  const file = await bare(identity, folder);
  const verify = () => company.type("backup", "verify", "--identity", file);
  expect(said(await verify())).toContain("the tree that was signed");
  // As an earlier Mainstay left it, which noted no signer.
  const state = path.join(company.data, "backup.json");
  const { signer: _, ...before } = JSON.parse(await readFile(state, "utf8"));
  await writeFile(state, JSON.stringify(before));
  expect(said(await verify())).toContain("the tree that was signed");
  await rewrite(repository, forged);
  for (const told of [await verify(), await company.type("backup", "verify")]) {
    expect([told.code, said(told)]).toEqual([1, expect.stringContaining("was not signed with")]);
  }
  const waived = await company.type("backup", "verify", "--identity", file, "--unsigned");
  expect([waived.code, said(waived)]).toEqual([0, expect.stringContaining("Nobody vouches")]);
  expect(said(waived)).not.toContain("signed");
});

test("BS2: restored in the place of the company, the signer is the one that it knows", async () => {
  const { company, identity, scratch: folder } = await backedUp();
  const file = await bare(identity, folder);
  const told = await company.type("restore", "--identity", file, "--aside");
  expect([told.code, said(told)]).toEqual([0, expect.stringContaining("the tree that was signed")]);
});

test("who brings her own recipient is told the line that her identity file needs", async () => {
  const company = await studio();
  const folder = await scratch();
  const { secret, recipient } = await makeIdentity();
  const repository = path.join(folder, "repository");
  const how = ["--recipient", recipient, "--to", repository];
  const { out } = await company.type("backup", "init", ...how);
  const [line = ""] = /^# signer: \S+$/m.exec(out) ?? [];
  const identity = path.join(folder, "id.txt");
  await writeFile(identity, `${line}\n${secret}\n`);
  expect((await company.type("backup")).code).toBe(0);
  const restored = at(company.workspace, path.join(folder, "restored"));
  const told = await restored.type("restore", "--from", repository, "--identity", identity);
  expect([told.code, said(told)]).toEqual([0, expect.stringContaining("the tree that was signed")]);
});
