import { generateKeyPairSync } from "node:crypto";
import { cp, mkdir, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { verifierOf, vkeyOf } from "../../src/ledger/note.ts";
import { identityText, makeIdentity } from "../../src/backup/age.ts";
import { at, openIn, scratch, type Told } from "../bad-input/company.ts";
import { folderOfFile } from "../fakes/folder-of-file.ts";
import { type BackedUp, backedUp, names } from "./backed-up.ts";

// Each of them starts processes.
vi.setConfig({ testTimeout: 90_000 });

/** A backup that somebody or something has changed is refused, and nothing is left behind. */
type Base = Pick<BackedUp, "repository" | "identity"> & { workspace: string };
let made: Promise<Base> | null = null;

const sound = (): Promise<Base> => (made ??= make());

async function make(): Promise<Base> {
  const { company, repository, identity } = await backedUp();
  const kept = await folderOfFile("ms-backup-");
  const base = {
    repository: path.join(kept, "repository"),
    identity: path.join(kept, "id.txt"),
    workspace: path.join(kept, "studio"),
  };
  await cp(repository, base.repository, { recursive: true });
  await cp(identity, base.identity);
  await cp(company.workspace, base.workspace, { recursive: true });
  return base;
}

const said = ({ err, out }: Told): string => (err + out).replaceAll(/\s+/g, " ");

type Spoilt = { repository: string; identity: string; data: string };

async function restored(spoil: (at: Spoilt) => Promise<void>): Promise<Told & { left: string[] }> {
  const base = await sound();
  const folder = await scratch();
  const spoilt = {
    repository: path.join(folder, "repository"),
    identity: path.join(folder, "id.txt"),
    data: path.join(folder, "data"),
  };
  await cp(base.repository, spoilt.repository, { recursive: true });
  await cp(base.identity, spoilt.identity);
  await spoil(spoilt);
  const { data, repository, identity } = spoilt;
  const told = await at(base.workspace, data).type(
    "restore",
    "--from",
    repository,
    "--identity",
    identity,
  );
  const left = (await readdir(folder)).filter((name) => name.startsWith("data"));
  return { ...told, left };
}

async function objects(repository: string): Promise<string[]> {
  const all = await names(path.join(repository, "objects"));
  return all
    .filter((name) => name.endsWith(".age"))
    .map((name) => path.join(repository, "objects", name));
}

async function manifest(repository: string): Promise<string> {
  const [name = ""] = (await readdir(path.join(repository, "snapshots"))).toReversed();
  return path.join(repository, "snapshots", name);
}

const cases: [string, RegExp, (at: Spoilt) => Promise<void>][] = [
  [
    "an object that is cut off",
    /"(objects\/[0-9a-f]{2}|keys)\/\S+\.age" has changed or is cut off/,
    async ({ repository }) => {
      for (const file of await objects(repository)) await truncate(file, 300);
    },
  ],
  [
    "an object with one byte changed",
    /"(objects\/[0-9a-f]{2}|keys)\/\S+\.age" has changed or is cut off/,
    async ({ repository }) => {
      for (const file of await objects(repository)) {
        const bytes = await readFile(file);
        bytes[bytes.byteLength >> 1]! ^= 1;
        await writeFile(file, bytes);
      }
    },
  ],
  [
    "an object that is missing",
    /"objects\/[0-9a-f]{2}\/[0-9a-f]{64}\.age" is missing/,
    async ({ repository }) => {
      for (const file of await objects(repository)) await rm(file);
    },
  ],
  [
    "a copy of the keys that is missing",
    /none of its copies of the keys is whole[^]*"keys\/\S+\.age" is missing[^]*use another copy of the backup folder/,
    async ({ repository }) => {
      for (const name of await readdir(path.join(repository, "keys"))) {
        if (name.endsWith(".age")) await rm(path.join(repository, "keys", name));
      }
    },
  ],
  [
    "no copy of the keys at all",
    /it holds no copy of the keys/,
    async ({ repository }) => rm(path.join(repository, "keys"), { recursive: true }),
  ],
  [
    "a manifest that was changed",
    /was not signed with the key "mainstay/,
    async ({ repository }) => {
      const file = await manifest(repository);
      const text = await readFile(file, "utf8");
      await writeFile(file, text.replace(/"at": \d/, '"at": 2'));
    },
  ],
  [
    "a manifest that is cut off",
    /is no manifest/,
    async ({ repository }) => truncate(await manifest(repository), 200),
  ],
  [
    "a manifest of a newer format",
    /is of format 9, made by a newer Mainstay/,
    async ({ repository }) => {
      const file = await manifest(repository);
      await writeFile(file, (await readFile(file, "utf8")).replace('"format": 1', '"format": 9'));
    },
  ],
  [
    "the identity of another company",
    /the backups in [^]*"mainstay\/w2"[^]*--identity/,
    async ({ identity }) => {
      const { secret, recipient } = await makeIdentity();
      const key = generateKeyPairSync("ed25519").privateKey;
      const signer = vkeyOf(verifierOf("mainstay/w2", key));
      await writeFile(identity, identityText(secret, recipient, signer));
    },
  ],
  [
    "another identity of this company",
    /it was made for another identity/,
    async ({ identity }) => {
      const { secret, recipient } = await makeIdentity();
      const [, signer = ""] = /^# signer: (.*)$/m.exec(await readFile(identity, "utf8")) ?? [];
      await writeFile(identity, identityText(secret, recipient, signer));
    },
  ],
  [
    "an identity that is mistyped",
    /its key is mistyped or cut off/,
    async ({ identity }) => {
      const text = await readFile(identity, "utf8");
      await writeFile(identity, text.replace(/(AGE-SECRET-KEY-1\w{20})\w/, "$1"));
    },
  ],
  [
    "a file that is no identity",
    /it holds no line that begins with/,
    async ({ identity }) => writeFile(identity, "hello"),
  ],
  ["an identity that is not there", /there is no such file/, async ({ identity }) => rm(identity)],
  [
    "a folder that holds no backups",
    /is no backup folder, or not connected/,
    async ({ repository }) => {
      await rm(repository, { recursive: true });
      await mkdir(repository);
    },
  ],
  [
    "a folder in which no backup was finished",
    /no backup was finished there yet/,
    async ({ repository }) => rm(path.join(repository, "snapshots"), { recursive: true }),
  ],
];

test.each(cases)("%s is refused, and nothing is left behind", async (_, message, spoil) => {
  const { code, err, out, left } = await restored(spoil);
  expect(code).not.toBe(0);
  expect(said({ code, err, out })).toMatch(message);
  expect(left).toEqual([]);
});

test("of a snapshot that is not there it says how to see which are", async () => {
  const { workspace, repository, identity } = await sound();
  const folder = path.join(await scratch(), "her backups");
  await cp(repository, folder, { recursive: true });
  const elsewhere = at(workspace, path.join(await scratch(), "data"));
  const how = ["--from", folder, "--identity", identity, "--snapshot", "20200101"];
  const { code, err } = await elsewhere.type("restore", ...how);
  expect(code).not.toBe(0);
  const words = `backup list --from '${folder}'`;
  expect(err.replaceAll(/\s+/g, " ")).toContain(`npx mainstay ${words} --data`);
  const list = await elsewhere.type("backup", "list", "--from", folder);
  expect(list.out).toContain((await readdir(path.join(folder, "keys")))[0]?.slice(0, 9));
});

test("RS1: a folder in which something lies is refused, or moved aside whole", async () => {
  const base = await sound();
  const folder = await scratch();
  const data = path.join(folder, "data");
  await mkdir(data);
  await writeFile(path.join(data, "letter.txt"), "mine");
  const company = at(base.workspace, data);
  const how = ["--from", base.repository, "--identity", base.identity];
  const refused = await company.type("restore", ...how);
  expect(said(refused)).toContain("something lies there already");
  expect(await readdir(folder)).toEqual(["data"]);
  const moved = JSON.parse((await company.type("restore", ...how, "--aside", "--json")).out);
  expect(await readFile(path.join(moved.aside, "letter.txt"), "utf8")).toBe("mine");
  expect((await company.type("inbox")).out).toMatch(/^IN QUARANTINE/);
});

test("RS1: over a company that is running nothing is restored", async () => {
  const { company, repository, identity } = await backedUp();
  const opened = await openIn(company);
  try {
    const before = await readdir(company.data);
    const told = await company.type(
      "restore",
      "--from",
      repository,
      "--identity",
      identity,
      "--aside",
    );
    expect(said(told)).toContain("a company is running there");
    expect(await readdir(company.data)).toEqual(before);
  } finally {
    await opened.close();
  }
});

test.each(["ledger.db", "checkpoints"])(
  "RS7: one company is never restored over another, told by what is left beside a lost %s",
  async (lost) => {
    const base = await sound();
    const company = at(base.workspace, path.join(await scratch(), "data"));
    await company.type("apply");
    await rm(path.join(company.data, lost), { recursive: true });
    const before = await readdir(company.data);
    const how = ["--from", base.repository, "--identity", base.identity, "--aside"];
    const told = await company.type("restore", ...how);
    expect([told.code, said(told)]).toEqual([1, expect.stringContaining("another company lives")]);
    expect(await readdir(company.data)).toEqual(expect.arrayContaining(before));
  },
);

test("backups are not mixed with what is another company's, or nobody's", async () => {
  const base = await sound();
  const { company } = await backedUp();
  const taken = await scratch();
  await writeFile(path.join(taken, "letter.txt"), "mine");
  const strange = await company.type("backup", "--to", taken);
  expect(said(strange)).toContain("something else lies there");
  const other = await company.type("backup", "--to", base.repository);
  expect(said(other)).toContain("another company or for another identity");
  const again = await company.type("backup", "init");
  expect(said(again)).toContain("they are set up already");
});
