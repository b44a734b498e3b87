import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { type Company, child, expectFourParts, newStudio, studio, typed } from "./company.ts";

const elsewhere = async (company: Company) => {
  const folder = path.join(path.dirname(company.data), "elsewhere");
  await mkdir(folder, { recursive: true });
  return (name: string) => path.join(folder, name);
};

const keyIn = (out: string) => /^Key {2}(\S+)$/m.exec(out)?.[1] ?? "";

test("what was played is sound, signed when it was left, and can be proven to others", async () => {
  const company = await studio();
  const at = await elsewhere(company);
  expect(await readdir(path.join(company.data, "checkpoints"))).toHaveLength(1);
  const told = await company.type("ledger", "verify", "--json");
  expect(told).toMatchObject({ code: 0, err: "" });
  expect(JSON.parse(told.out)).toMatchObject({
    ok: true,
    checkpoints: [{ kept: true, fits: true }],
    findings: [],
  });
  const signed = await company.type("ledger", "checkpoint", "--out", at("mine.note"));
  const key = keyIn(signed.out);
  const verified = await company.type(
    "ledger",
    "verify",
    "--checkpoint",
    at("mine.note"),
    "--key",
    key,
  );
  expect(verified).toMatchObject({ code: 0, err: "" });
  expect(verified.out).toContain("Signatures were checked with the key that you named");
  expect((await company.type("ledger", "prove", "3", "--out", at("3.json"))).code).toBe(0);
  const checked = await company.type("ledger", "check-proof", at("3.json"), "--key", key);
  expect(checked.out).toMatch(/^Proven: entry 3 stands in the history of \d+ entries/);
});

test("somebody with an older checkpoint is shown that the history of now continues it, and no forged one is", async () => {
  const company = await studio();
  const at = await elsewhere(company);
  const key = keyIn((await company.type("ledger", "checkpoint", "--out", at("kept.note"))).out);
  const from = (await readFile(at("kept.note"), "utf8")).split("\n")[1] ?? "";
  expect((await company.type("stop")).code).toBe(0);
  const made = await company.type("ledger", "prove", "--from", from, "--out", at("since.json"));
  expect(made).toMatchObject({ code: 0, err: "" });
  expect(made.out.replaceAll(/\s+/g, " ")).toMatch(
    new RegExp(`^Proven: the history of \\d+ entries begins with that of ${from}, in`),
  );
  const check = (file: string, ...more: string[]) =>
    typed(["ledger", "check-proof", file, "--key", key, ...more]);
  const bare = await check(at("since.json"));
  expect([bare.code, bare.out]).toEqual([0, expect.stringMatching(/Root of the first \d+/)]);
  const kept = await check(at("since.json"), "--checkpoint", at("kept.note"));
  expect([kept.code, kept.out.replaceAll(/\s+/g, " ")]).toEqual([
    0,
    expect.stringContaining("which is the one in"),
  ]);
  const json = await check(at("since.json"), "--json");
  expect(JSON.parse(json.out)).toMatchObject({ from: Number(from), key });

  await company.type("ledger", "prove", "--from", "5", "--to", "9", "--out", at("other.json"));
  const shifted = await check(at("other.json"), "--checkpoint", at("kept.note"));
  expectFourParts(shifted, {
    what: `its older checkpoint, over 5 entries, is not the one in`,
    you: `ask for a proof from ${from} on`,
  });
  const proof = JSON.parse(await readFile(at("since.json"), "utf8")) as { path: string[] };
  const forged = { ...proof, path: proof.path.toReversed() };
  await writeFile(at("forged.json"), JSON.stringify(forged));
  const told = await check(at("forged.json"));
  expect(told.code).toBe(1);
  expectFourParts(told, {
    what: "it was changed, or they are two histories",
    you: "ask for another",
  });
  expectFourParts(await check(at("nothing.json")), {
    what: "there is no such file",
    you: "name the one",
  });
  for (const [argv, what] of [
    [["--from", "9", "--to", "5"], "the older ones are more"],
    [["--from", "100000"], "the history ends at"],
  ] as const) {
    const refused = await company.type("ledger", "prove", ...argv);
    expect(refused.code).toBe(1);
    expectFourParts(refused, { what, you: "" });
  }
});

test("where nothing was recorded there is nothing to verify, sign or prove, and nothing is made", async () => {
  const company = await newStudio();
  for (const command of [["verify"], ["checkpoint"], ["prove", "1"]]) {
    const told = await company.type("ledger", ...command);
    expect([command, told.code, told.out]).toEqual([command, 1, ""]);
    expectFourParts(told, { what: "There is no", you: "with --data" });
  }
  await expect(readdir(company.data)).rejects.toThrow(/ENOENT/);
});

test("verify changes nothing, and runs in a process of its own beside the owner", async () => {
  const company = await studio();
  const up = child(company, "up", "--json");
  await new Promise<void>((resolve) => up.process.stdout?.once("data", () => resolve()));
  const told = await child(company, "ledger", "verify").told;
  up.process.kill("SIGINT");
  await up.told;
  expect(told).toMatchObject({ code: 0, err: "" });
  expect(told.out).toMatch(/^Sound: all \d+ entries are as recorded/);
});

test("an entry that was changed is named, with the folder and what to do", async () => {
  const company = await studio();
  const db = new DatabaseSync(path.join(company.data, "ledger.db"));
  db.exec("UPDATE event SET bytes = CAST(bytes || ' ' AS BLOB) WHERE seq = 5");
  db.close();
  const told = await company.type("ledger", "verify");
  expect(told.code).toBe(1);
  expect(told.out).toMatch(/^Not sound: [^]*✗ Entry 5 of ".*": its bytes are not those/);
  expect(told.out.replaceAll(/\s+/g, " ")).toContain("Restore the newest backup: npx mainstay");
  expect(told.out.replaceAll(/\s+/g, " ")).toMatch(
    /✓ Nothing else was changed up to entry \d+: the digests that stand there/,
  );
});

test("a ledger that does not reach what was signed is not opened, and verify says where", async () => {
  const company = await studio();
  const before = path.join(path.dirname(company.data), "before");
  await cp(company.data, before, { recursive: true });
  expect((await company.type("pause", "everything")).code).toBe(0);
  for (const name of await readdir(before)) {
    if (name !== "checkpoints") {
      await cp(path.join(before, name), path.join(company.data, name), {
        recursive: true,
        force: true,
      });
    }
  }
  for (const command of ["inbox", "stop", "up"]) {
    const told = await company.type(command);
    expect([command, told.code]).toEqual([command, 1]);
    expectFourParts(told, { what: "Cannot trust the ledger", you: "tells where they part" });
  }
  const told = await company.type("ledger", "verify");
  expect(told.code).toBe(1);
  expect(told.out).toMatch(/The history ends at entry \d+, and \d+ were signed in/);
});

test.each([
  [
    "nothing",
    async (file: string) => writeFile(file, ""),
    "it is no signed note",
    "it must hold text",
  ],
  [
    "a part of one",
    async (file: string) => writeFile(file, (await readFile(file, "utf8")).slice(0, -40)),
    "only a part of one",
    "it must hold text",
  ],
  [
    "one that was changed",
    async (file: string) =>
      writeFile(file, (await readFile(file, "utf8")).replace(/\n(\d+)\n/, "\n1$1\n")),
    "its signature does not fit",
    "copy it again, whole, from where it was kept",
  ],
  [
    "a picture",
    async (file: string) => writeFile(file, new Uint8Array([0xff, 0xd8, 0xff, 0xe0])),
    "it is no text",
    "copy it again, whole, from where it was kept",
  ],
])("%s in place of a checkpoint is refused", async (_, spoil, said, you) => {
  const company = await studio();
  const at = await elsewhere(company);
  await company.type("ledger", "checkpoint", "--out", at("mine.note"));
  await spoil(at("mine.note"));
  const told = await company.type("ledger", "verify", "--checkpoint", at("mine.note"));
  expect([told.code, told.out]).toEqual([1, ""]);
  expectFourParts(told, { what: said, you });
  expect(told.err).toContain("mine.note");
});

test("the checkpoint of another company is refused, and says so", async () => {
  const mine = await studio();
  const at = await elsewhere(mine);
  await mine.type("ledger", "checkpoint", "--out", at("mine.note"));
  const text = (await readFile(at("mine.note"), "utf8")).replaceAll(/mainstay\/\S+/g, "mainstay/x");
  await writeFile(at("other.note"), text);
  const told = await mine.type("ledger", "verify", "--checkpoint", at("other.note"));
  expectFourParts(told, { what: "it is one of another company", you: "take one of this company" });
});

test("proofs that prove nothing are refused, and files of before are not overwritten", async () => {
  const company = await studio();
  const at = await elsewhere(company);
  const signed = await company.type("ledger", "checkpoint", "--out", at("mine.note"));
  const key = keyIn(signed.out);
  expectFourParts(await company.type("ledger", "prove", "99999"), {
    what: "Cannot prove entry 99999: the history ends at",
    you: "for what there is",
  });
  expectFourParts(await company.type("ledger", "prove", "3", "--out", at("mine.note")), {
    what: "there is such a file already",
    you: "give another name",
  });
  expectFourParts(await company.type("ledger", "check-proof", at("mine.note"), "--key", key), {
    what: "it is no proof",
    you: "make one with",
  });
  await company.type("ledger", "prove", "3", "--out", at("3.json"));
  const proof = await readFile(at("3.json"), "utf8");
  await writeFile(at("4.json"), proof.replace(/"index": 2/, '"index": 3'));
  expectFourParts(await company.type("ledger", "check-proof", at("4.json"), "--key", key), {
    what: "does not stand at entry 4 of the signed history",
    you: "ask for another proof",
  });
  expectFourParts(await company.type("ledger", "check-proof", at("3.json"), "--key", "abc"), {
    what: "Cannot use this key",
    you: "copy it whole",
  });
});
