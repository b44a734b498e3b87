import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { placeFile } from "./place-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "mainstay-place-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a file appears under its name, in a folder that is made for it", async () => {
  const file = path.join(folder, "in", "a.eml");
  await placeFile(file, Buffer.from("whole"));
  expect(await readFile(file, "utf8")).toBe("whole");
  expect(await readdir(path.dirname(file))).toEqual(["a.eml"]);
});

test("a file that is there stays as it is", async () => {
  const file = path.join(folder, "a.eml");
  await writeFile(file, "first");
  await placeFile(file, Buffer.from("second"));
  expect(await readFile(file, "utf8")).toBe("first");
});

test("what a crash left behind is written over", async () => {
  await writeFile(path.join(folder, ".a.eml"), "a part of something longer");
  await placeFile(path.join(folder, "a.eml"), Buffer.from("whole"));
  expect(await readdir(folder)).toEqual(["a.eml"]);
  expect(await readFile(path.join(folder, "a.eml"), "utf8")).toBe("whole");
});
