import { mkdtemp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { kinds } from "../../test/fakes/connector-kinds.ts";
import { gather } from "./files.ts";
import { read } from "./read.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "mainstay-files-"));
  await writeFile(path.join(folder, "mainstay.yaml"), "company: {}\n");
  await mkdir(path.join(folder, "runbooks"));
  await mkdir(path.join(folder, "templates"));
});
afterEach(async () => rm(folder, { recursive: true }));

const put = async (name: string, content: string | Uint8Array) =>
  writeFile(path.join(folder, name), content);
const problems = async () => (await gather(folder)).problems;

test("files of the layout are read in order; everything else is the operator's own", async () => {
  await put("runbooks/b.yaml", "b");
  await put("runbooks/a.yaml", "a");
  await put("runbooks/.hidden.yaml", "x");
  await put("runbooks/a.yaml~", "x");
  await put("runbooks/README.md", "x");
  await put("notes.txt", "x");
  const found = await gather(folder);
  expect(found.files.map((file) => file.path)).toEqual([
    "mainstay.yaml",
    "runbooks/a.yaml",
    "runbooks/b.yaml",
  ]);
  expect(found.problems).toEqual([]);
});

test("a file with the wrong ending is not passed over in silence", async () => {
  await put("runbooks/a.yml", "a");
  expect(await problems()).toEqual([
    {
      file: "runbooks/a.yml",
      line: null,
      column: null,
      message: `Cannot read "runbooks/a.yml": files of runbooks/ end in .yaml`,
      remedy: `rename it to end in .yaml`,
    },
  ]);
});

test("a huge file is refused before it is read", async () => {
  await put("runbooks/a.yaml", "#".repeat(1_048_577));
  expect((await problems())[0]).toMatchObject({
    file: "runbooks/a.yaml",
    message: `Cannot read "runbooks/a.yaml": it is larger than 1 MB`,
    remedy: `split it or make it smaller`,
  });
});

test("bytes that are no text are refused, except in templates", async () => {
  await put("runbooks/a.yaml", new Uint8Array([0xff, 0xfe, 0x00]));
  await put("templates/logo.png", new Uint8Array([0x89, 0x50, 0xff]));
  const found = await gather(folder);
  expect(found.problems.map((one) => one.message)).toEqual([
    `Cannot read "runbooks/a.yaml": it is not text in UTF-8`,
  ]);
  expect(found.files.find((file) => file.path === "templates/logo.png")?.text).toBeNull();
});

test("a folder, a socket or a link to nothing by a file's name is reported, never waited for", async () => {
  await mkdir(path.join(folder, "runbooks/a.yaml"));
  const server = createServer();
  await new Promise<void>((listening) => {
    server.listen(path.join(folder, "runbooks/b.yaml"), listening);
  });
  await symlink("nowhere", path.join(folder, "runbooks/c.yaml"));
  expect((await problems()).map((one) => one.message)).toEqual([
    `Cannot read "runbooks/a.yaml": it is a folder`,
    `Cannot read "runbooks/b.yaml": it is no ordinary file`,
    `Cannot read "runbooks/c.yaml": ENOENT`,
  ]);
  server.close();
});

test("too many files are refused", async () => {
  for (let i = 0; i <= 500; i++) await put(`runbooks/r${i}.yaml`, "");
  expect((await problems())[0]?.message).toBe(
    "Cannot read runbooks/: it holds more than 500 files",
  );
});

test("a folder without mainstay.yaml is no workspace", async () => {
  const missing = path.join(folder, "none");
  expect(await read(missing, kinds)).toMatchObject({
    ok: false,
    problems: [
      { file: "mainstay.yaml", message: expect.stringContaining("there is no such folder") },
    ],
  });
  await rm(path.join(folder, "mainstay.yaml"));
  await put("Mainstay.yml", "");
  expect((await problems())[0]?.remedy).toBe(`rename "Mainstay.yml" to mainstay.yaml`);
});

test("problems of reading and of content are reported together", async () => {
  await put("runbooks/a.yml", "a");
  const result = await read(folder, kinds);
  expect(result.ok ? [] : result.problems.map((one) => one.file)).toEqual(
    expect.arrayContaining(["runbooks/a.yml", "mainstay.yaml"]),
  );
});

test("a skill is a folder with one file that is read; what lies beside it is the operator's own", async () => {
  await mkdir(path.join(folder, "skills/voice"), { recursive: true });
  await mkdir(path.join(folder, "skills/empty"));
  await put("skills/voice/SKILL.md", "x");
  await put("skills/voice/sample.md", "x");
  await put("skills/flat.md", "x");
  await put("skills/notes.txt", "x");
  const found = await gather(folder);
  expect(found.files.map((file) => file.path)).toEqual(["mainstay.yaml", "skills/voice/SKILL.md"]);
  expect(found.problems).toMatchObject([
    { file: "skills/empty/SKILL.md", message: `Cannot read "skills/empty/SKILL.md": ENOENT` },
    { file: "skills/flat.md", remedy: "move it to skills/flat/SKILL.md" },
  ]);
});
