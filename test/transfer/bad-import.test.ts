import { spawn } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import {
  appendFile,
  cp,
  mkdir,
  readdir,
  readFile,
  rm,
  symlink,
  unlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { type Manifest, manifestFile } from "../../src/transfer/manifest.ts";
import { TreeEdge } from "../../src/ledger/tree-edge.ts";
import { leafOf } from "../../src/ledger/tree.ts";
import { readme } from "../../src/transfer/readme.ts";
import { ofBytes } from "../../src/value/digest.ts";
import {
  at as companyAt,
  type Company,
  expectFourParts,
  scratch,
  studio,
} from "../bad-input/company.ts";
import { eventsOf, exported, manifestOf } from "./company.ts";

const kept = mkdtempSync(path.join(tmpdir(), "ms-export-"));
afterAll(() => rm(kept, { recursive: true, force: true }));

/** An export that a test may spoil, of which company, and one that it would become. */
async function spoiled(): Promise<{
  from: string;
  company: Company;
  target: Company;
  folder: string;
}> {
  const company = await studio();
  const whole = path.join(kept, "export");
  if (!existsSync(whole)) await cp(await exported(company), whole, { recursive: true });
  const folder = await scratch();
  const from = path.join(folder, "export");
  await cp(whole, from, { recursive: true });
  const target = companyAt(company.workspace, path.join(folder, "data"));
  return { from, company, target, folder };
}

async function edit(from: string, change: (manifest: Manifest) => void): Promise<void> {
  const manifest = await manifestOf(from);
  change(manifest);
  await writeFile(path.join(from, manifestFile), JSON.stringify(manifest));
}

/** Changes a file and lets the manifest agree. */
async function forge(from: string, file: string, change: (text: string) => string): Promise<void> {
  const text = change(await readFile(path.join(from, file), "utf8"));
  await writeFile(path.join(from, file), text);
  await edit(from, ({ items }) => {
    const item = items.find((one) => one.path === file);
    if (item !== undefined) {
      item.bytes = Buffer.byteLength(text);
      item.sha256 = ofBytes(text);
    }
  });
}

type Case = [what: string, spoil: (from: string) => Promise<void>, said: string];

const listed: readonly Case[] = [
  ["without its manifest", (f) => unlink(path.join(f, manifestFile)), "is no export"],
  [
    "with a manifest cut off",
    (f) => writeFile(path.join(f, manifestFile), '{"format":'),
    "cut off",
  ],
  [
    "with another manifest",
    (f) => writeFile(path.join(f, manifestFile), "{}"),
    "of something else",
  ],
  ["of a newer format", (f) => edit(f, (m) => (m.version = 2)), "Update Mainstay"],
  [
    "whose manifest lacks parts",
    (f) => writeFile(path.join(f, manifestFile), '{"format":"mainstay-export","version":1}'),
    "does not say everything",
  ],
  ["with a file missing", (f) => unlink(path.join(f, "clients.csv")), '"clients.csv" is missing'],
  [
    "with a file altered",
    (f) => writeFile(path.join(f, "README.txt"), "x".repeat(readme.length)),
    '"README.txt"',
  ],
  [
    "with a file longer",
    (f) => appendFile(path.join(f, "ledger.ndjson"), "{}\n"),
    '"ledger.ndjson" has',
  ],
  [
    "with a file nobody named",
    (f) => writeFile(path.join(f, "more.txt"), "x"),
    '"more.txt" is in the folder',
  ],
  [
    "with a link nobody named",
    (f) => symlink("/etc/hostname", path.join(f, "more")),
    '"more" is in the folder',
  ],
  [
    "with a link in place of a file",
    async (f) => {
      await unlink(path.join(f, "clients.csv"));
      await symlink("/etc/hostname", path.join(f, "clients.csv"));
    },
    "is no plain file",
  ],
  [
    "with a file named twice",
    (f) => edit(f, ({ items }) => void items.push({ ...items[0]! })),
    "named twice",
  ],
  [
    "with an item of an unknown kind",
    (f) => edit(f, ({ items }) => Object.assign(items[0]!, { kind: "spaceship" })),
    'does not know: "spaceship"',
  ],
  [
    "with a path that leads out",
    (f) => edit(f, ({ items }) => Object.assign(items[0]!, { path: "../../x" })),
    "leads out of the folder",
  ],
  [
    "without its history",
    (f) => edit(f, (m) => (m.items = m.items.filter(({ kind }) => kind !== "history"))),
    "one file of history",
  ],
];

test.each(listed)("an export %s is refused before anything is written", async (_, spoil, said) => {
  const { from, target, folder } = await spoiled();
  await spoil(from);
  for (const argv of [["--dry-run"], []]) {
    const told = await target.type("import", from, ...argv);
    expect(told.code).toBe(1);
    expect(told.out.replaceAll(/\s+/g, " ")).toContain(said);
    expect(told.out).toContain("Nothing was imported");
    expect(told.out.replaceAll(/\s+/g, " ")).toMatch(/ Do (?:Copy|Take|Move|Name|Update)/);
  }
  expect(await readdir(folder)).toEqual(["export"]);
});

test("every problem is listed, not only the first", async () => {
  const { from, target } = await spoiled();
  await unlink(path.join(from, "clients.csv"));
  await writeFile(path.join(from, "more.txt"), "x");
  const { out, code } = await target.type("import", from, "--json");
  expect(code).toBe(1);
  expect((JSON.parse(out) as { problems: string[] }).problems).toHaveLength(2);
});

const forged: readonly Case[] = [
  [
    "other data in an entry",
    (f) => forge(f, "ledger.ndjson", (t) => t.replace('"actor":"engine"', '"actor":"nobody"')),
    "it does not match its hash",
  ],
  [
    "other content of an entry",
    (f) => forge(f, "ledger.ndjson", (t) => t.replace("second shop", "third shop")),
    "is not what it names",
  ],
  [
    "entries in another order",
    (f) =>
      forge(f, "ledger.ndjson", (t) => {
        const [a, b, ...rest] = t.split("\n");
        return [b, a, ...rest].join("\n");
      }),
    "it is entry 2",
  ],
  [
    "the last entry gone",
    (f) => forge(f, "ledger.ndjson", (t) => `${t.trimEnd().split("\n").slice(0, -1).join("\n")}\n`),
    "the manifest tells of",
  ],
  [
    "the last line cut off",
    (f) => forge(f, "ledger.ndjson", (t) => t.slice(0, -1)),
    "its last line is cut off",
  ],
  [
    "another root",
    (f) => edit(f, (m) => (m.history.root = "ab".repeat(32))),
    "it is not the one that was exported",
  ],
  [
    "the keys of another company",
    (f) => forge(f, "keys.json", (t) => t.replaceAll(/"seal": "[0-9a-f]{8}/g, '"seal": "00000000')),
    "is not what it names",
  ],
  ["keys that are none", (f) => forge(f, "keys.json", () => "{}"), "they are not whole"],
];

/** Ends after so many entries; all but what was signed agrees. */
async function truncated(from: string, less: number): Promise<void> {
  await forge(
    from,
    "ledger.ndjson",
    (t) =>
      `${t
        .trimEnd()
        .split("\n")
        .slice(0, less === 0 ? undefined : -less)
        .join("\n")}\n`,
  );
  const lines = (await readFile(path.join(from, "ledger.ndjson"), "utf8")).trimEnd().split("\n");
  const edge = new TreeEdge();
  for (const line of lines) edge.add(Buffer.from((JSON.parse(line) as Line).leaf, "hex"), () => {});
  await edit(from, ({ history, items }) => {
    history.events = edge.size;
    history.root = Buffer.from(edge.root()).toString("hex");
    for (const item of items) if (item.kind === "history") item.count = edge.size;
  });
}

type Line = { leaf: string };

test("SG1: an export that its own checkpoint contradicts is refused, and nothing is written", async () => {
  const { from, target, folder } = await spoiled();
  await truncated(from, 4);
  for (const argv of [["--dry-run"], []]) {
    const told = await target.type("import", from, ...argv);
    expect(told.code).toBe(1);
    expectFourParts(told, { what: "were signed in", you: "take the export again" });
  }
  expect(await readdir(folder)).toEqual(["export"]);
});

test("SG1: so is one whose entries were exchanged for others, before anything is taken over", async () => {
  const { from, target, folder } = await spoiled();
  await forge(from, "ledger.ndjson", (text) => {
    const lines = text.split("\n");
    const at = lines.findIndex(
      (line) => line.includes('"actor\\":\\"engine') || line.includes('"actor":"engine"'),
    );
    const line = lines[at] ?? "";
    const event = line.replace(/"actor":"engine"/, '"actor":"nobody"');
    const told = JSON.parse(event) as { event: object };
    const leaf = Buffer.from(leafOf(Buffer.from(JSON.stringify(told.event)))).toString("hex");
    return lines.with(at, event.replace(/"leaf":"[0-9a-f]{64}"/, `"leaf":"${leaf}"`)).join("\n");
  });
  await truncated(from, 0);
  const told = await target.type("import", from);
  expect(told.code).toBe(1);
  expectFourParts(told, {
    what: "are not those that were signed in",
    you: "take the export again",
  });
  expect(await readdir(folder)).toEqual(["export"]);
});

test("SG2: a checkpoint that is spoilt in itself goes along, and is told where it comes out", async () => {
  const { from, target } = await spoiled();
  const { items } = await manifestOf(from);
  const note = items.find(({ kind }) => kind === "checkpoint")?.path ?? "";
  await forge(from, note, (text) => text.replace(/\n(\d+)\n/, "\n1$1\n"));
  expect(await target.type("import", from)).toMatchObject({ code: 0, err: "" });
  expect((await target.type("inbox")).err.replaceAll(/\s+/g, " ")).toMatch(/You rename ".*" to/);
});

test.each(forged)(
  "an export with %s, whose manifest agrees, is found out all the same",
  async (_, spoil, said) => {
    const { from, target, folder } = await spoiled();
    await spoil(from);
    for (const argv of [["--dry-run"], []]) {
      const told = await target.type("import", from, ...argv);
      expect(told.code).toBe(1);
      expectFourParts(told, { what: said, you: "take the export again" });
    }
    expect(await readdir(folder)).toEqual(["export"]);
  },
);

test("LD2: a file that is not the one that the history names is found out", async () => {
  const { from, target, folder } = await spoiled();
  const { items } = await manifestOf(from);
  const mail = items.find(({ kind }) => kind === "arrival")?.path ?? "";
  await forge(from, mail, (text) => text.replace("From:", "Fron:"));
  const told = await target.type("import", from);
  expectFourParts(told, {
    what: "it is not the file that the history names",
    you: "take the export again",
  });
  expect(await readdir(folder)).toEqual(["export"]);
});

test("an import over a living company, or over anything, is refused", async () => {
  const { from, company } = await spoiled();
  const before = await company.recorded();
  const told = await company.type("import", from);
  expect(told.code).toBe(1);
  expectFourParts(told, {
    what: "something is there already",
    you: "name a new folder with --data",
  });
  expect(await company.recorded()).toBe(before);
  const folder = await scratch();
  await writeFile(path.join(folder, "mine.txt"), "x");
  expect((await companyAt(company.workspace, folder).type("import", from)).code).toBe(1);
  expect(await readdir(folder)).toEqual(["mine.txt"]);
});

test("an import from nowhere says so", async () => {
  const { target, folder } = await spoiled();
  const told = await target.type("import", path.join(folder, "nothing"));
  expectFourParts(told, { what: "there is no such folder", you: "name that of an export" });
});

test("a file that is no archive says so, and leaves nothing", async () => {
  const { from, target, folder } = await spoiled();
  const short = path.join(from, "id.txt");
  await writeFile(short, "AGE-SECRET-KEY-1");
  for (const file of [path.join(from, "README.txt"), short]) {
    const told = await target.type("import", file);
    expectFourParts(told, { what: "it is no tar file", you: "name what" });
    expect(await readdir(folder)).toEqual(["export"]);
  }
});

test("--dry-run checks everything and writes nothing", async () => {
  const { from, target, folder } = await spoiled();
  const told = await target.type("import", from, "--dry-run");
  expect(told).toMatchObject({ code: 0, err: "" });
  expect(told.out).toContain("All is well");
  expect(await readdir(folder)).toEqual(["export"]);
});

test("IM2: killed at any moment, an import leaves no half company, and the next one ends it", async () => {
  const { from, company, target, folder } = await spoiled();
  const main = path.resolve(import.meta.dirname, "../../bin/mainstay.js");
  for (const afterMs of [400, 650, 900]) {
    const child = spawn(
      process.execPath,
      [main, "import", from, "--data", target.data, "--workspace", company.workspace],
      { stdio: "ignore" },
    );
    await setTimeout(afterMs);
    child.kill("SIGKILL");
    if (existsSync(target.data)) break;
  }
  if (!existsSync(target.data)) {
    await mkdir(target.data);
    expect(await target.type("import", from)).toMatchObject({ code: 0, err: "" });
  }
  expect(await readdir(folder)).toEqual(["data", "export"]);
  expect(await eventsOf(target.data)).toEqual(await eventsOf(company.data));
});
