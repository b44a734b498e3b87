import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { deflateSync, gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { keepNote } from "../../src/engine/morning.ts";
import type { Opened } from "../../src/host/open.ts";
import { at, newStudio, openIn, quiet, scratch as newFolder } from "../bad-input/company.ts";
import { all, from, missing, outside, plainIn, words, worked } from "./canary.ts";
import { findings } from "./search.ts";

test("the search finds words in every dress", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "ms-search-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const word = "Quizzelfrost";
  const put = (name: string, bytes: string | Buffer) =>
    writeFileSync(path.join(folder, name), bytes);
  put("plain", `x${word}y`);
  put("utf16", Buffer.from(`x${word}y`, "utf16le"));
  put("hex", Buffer.from(word).toString("hex"));
  for (const before of ["", "a", "ab"])
    put(`base64-${before}`, Buffer.from(`${before}${word}c`).toString("base64"));
  put("zlib", Buffer.concat([Buffer.alloc(10), deflateSync(Buffer.from(word))]));
  put("gzip", gzipSync(Buffer.from(word)));
  put("none", "nothing here");
  const found = new Set(findings(folder, [word], []).map((line) => line.split(":")[0]));
  expect([...found].toSorted((a = "", b = "") => (a < b ? -1 : 1))).toEqual(
    ["base64-", "base64-a", "base64-ab", "gzip", "hex", "plain", "utf16", "zlib"].toSorted(),
  );
  expect(findings(folder, [word], ["."])).toEqual([]);
});

test("LG5: a client's words stand sealed, and once forgotten in no file of the data folder", async () => {
  const company = await newStudio();
  const opened = await worked(company);
  const { desk } = opened;
  const jobs = (await desk.runs({})).filter(({ client }) => client.includes(words.name));
  expect(jobs.length).toBeGreaterThanOrEqual(2);
  expect(await missing(opened)).toEqual([]);

  await opened.close();
  expect(plainIn(company.data)).toEqual(["p_fact", "p_party", "p_passage"]);
  expect(findings(company.data, all, [...outside, "ledger.db"])).toEqual([]);
  expect(findings(company.data, all, outside)).not.toEqual([]);

  const again = await openIn(company);
  await again.owner.start();
  await quiet(again);
  const preview = await again.desk.forgetPreview(from);
  expect(preview).toMatchObject({
    client: expect.stringContaining(words.name),
    mails: 4,
    documents: 4,
  });
  const said = await again.desk.forget({ client: from, confirm: preview.confirm, endJobs: true });
  expect(said).toMatchObject({ ok: true, message: expect.stringContaining("Forgotten") });
  // While the company is up, its log beside the file; then once it has ended.
  expect(findings(company.data, all, outside)).toEqual([]);
  await again.close();
  expect(findings(company.data, all, outside)).toEqual([]);

  for (const command of [
    ["runs"],
    ["arrivals"],
    ["inbox"],
    ["ledger"],
    ["show", String(jobs[0]?.number)],
  ]) {
    const told = await company.type(...command);
    expect([told.code, told.err]).toEqual([0, ""]);
    for (const word of all) expect(told.out.includes(word)).toBe(false);
  }
  const shown = await company.type("show", String(jobs[0]?.number));
  expect(shown.out).toContain("forgot");
  const twice = await company.type("forget", from);
  expect([twice.code, twice.err]).toEqual([0, ""]);
  expect(twice.out).toContain("This client was forgotten on");
  const verified = await company.type("ledger", "verify");
  expect([verified.code, verified.err, verified.code === 0 ? "" : verified.out]).toEqual([
    0,
    "",
    "",
  ]);
  const rebuilt = await company.type("rebuild");
  expect([rebuilt.code, rebuilt.err]).toEqual([0, ""]);
  expect(findings(company.data, all, outside)).toEqual([]);
}, 120_000);

test("LG5, FG6: nor in what is about nobody: jobs by hand, what they called, morning notes, later copies", async () => {
  const company = await newStudio();
  const opened = await worked(company);
  await aboutNobody(opened);
  await opened.close();
  expect(plainIn(company.data)).toEqual(["p_fact", "p_party", "p_passage", "value"]);

  const scratch = await newFolder();
  const repository = path.join(scratch, "repository");
  const init = await company.type("backup", "init", "--to", repository, "--json");
  const identity = path.join(scratch, "identity.txt");
  writeFileSync(identity, (JSON.parse(init.out) as { identity: string }).identity);
  expect(await company.type("backup")).toMatchObject({ code: 0, err: "" });

  const again = await openIn(company);
  await again.owner.start();
  await quiet(again);
  const preview = await again.desk.forgetPreview(from);
  expect(preview).toMatchObject({
    aboutNobody: { jobs: [expect.any(Number), expect.any(Number)] },
  });
  const said = await again.desk.forget({ client: from, confirm: preview.confirm, endJobs: true });
  expect(said).toMatchObject({ ok: true, message: expect.stringContaining("Forgotten") });
  expect(findings(company.data, all, outside)).toEqual([]);
  expect((await again.desk.morning()).kept).toBeNull();
  for (const number of preview.aboutNobody.jobs) await again.desk.run(number);
  await again.close();
  expect(findings(company.data, all, outside)).toEqual([]);
  expect(await company.type("ledger", "verify")).toMatchObject({ code: 0, err: "" });
  expect(await company.type("rebuild")).toMatchObject({ code: 0, err: "" });

  // Copies that are made later, and one of before.
  const exported = path.join(scratch, "export");
  expect(await company.type("export", exported)).toMatchObject({ code: 0, err: "" });
  expect(
    findings(exported, all, ["workspace/mail", ...outside.map((folder) => `files/${folder}`)]),
  ).toEqual([]);
  expect(await company.type("backup")).toMatchObject({ code: 0, err: "" });
  const older = (await readdir(path.join(repository, "snapshots"))).toSorted()[0] ?? "";
  for (const which of [[], ["--snapshot", path.parse(older).name]]) {
    const other = at(company.workspace, path.join(scratch, `restored${which.length}`));
    const restored = await other.type(
      "restore",
      "--from",
      repository,
      "--identity",
      identity,
      ...which,
    );
    expect([restored.code, restored.err]).toEqual([0, ""]);
    const back = await openIn(other, { mode: "record" });
    await back.close();
    expect(findings(other.data, all, outside)).toEqual([]);
    expect(await other.type("ledger", "verify")).toMatchObject({ code: 0, err: "" });
  }
}, 120_000);

/** A job by hand that asks for her, which calls one about her, and the note of a morning. */
async function aboutNobody(opened: Opened): Promise<void> {
  const { owner, desk } = opened;
  const input = { client: from, amount: "900.00 EUR", text: "Care" };
  await desk.start({ runbook: "agree-retainer", input, requestId: "by-hand" });
  await quiet(opened);
  const note = await desk.morning();
  expect(note.text).toContain(words.name);
  expect(await keepNote(owner.office, owner.office.clock.now(), note)).toBe(true);
  await quiet(opened);
  const [, byHand] = await desk.runs({ limit: 2 });
  expect(byHand?.runbook).toMatch(/retainer/);
}
