import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { pack, unpack } from "./tar.ts";

const long = `${"folder/".repeat(20)}Größe-${"x".repeat(120)}.txt`;
const files: Record<string, string> = {
  "a.txt": "hello",
  "empty.txt": "",
  "in/exactly.bin": "x".repeat(1024),
  [long]: "far",
};

async function scratch(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "ms-tar-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function packed(): Promise<{ folder: string; tar: string }> {
  const folder = await scratch();
  for (const [name, text] of Object.entries(files)) {
    const place = path.join(folder, "in-it", name);
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, text);
  }
  const tar = path.join(folder, "all.tar");
  await pack(path.join(folder, "in-it"), tar);
  return { folder, tar };
}

async function contentOf(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const out: Record<string, string> = {};
  for (const entry of names.filter((one) => one.isFile())) {
    const place = path.join(entry.parentPath, entry.name);
    out[path.relative(folder, place)] = await readFile(place, "utf8");
  }
  return out;
}

test("what was packed comes out as it was", async () => {
  const { folder, tar } = await packed();
  await unpack(tar, path.join(folder, "out"));
  expect(await contentOf(path.join(folder, "out"))).toEqual(files);
});

test("other programs read it, and what they write is read", async () => {
  const { folder, tar } = await packed();
  const out = path.join(folder, "out");
  await mkdir(out);
  execFileSync("tar", ["-xf", tar, "-C", out]);
  expect(await contentOf(out)).toEqual(files);
  const theirs = path.join(folder, "theirs.tar");
  execFileSync("tar", ["--format=pax", "-cf", theirs, "-C", out, ...(await readdir(out))]);
  await unpack(theirs, path.join(folder, "again"));
  expect(await contentOf(path.join(folder, "again"))).toEqual(files);
});

test("TA1: an archive that ends early is refused, wherever it ends", async () => {
  const { folder, tar } = await packed();
  const bytes = await readFile(tar);
  const refused = async (size: number, because: string) => {
    await writeFile(tar, bytes.subarray(0, size));
    await expect(unpack(tar, path.join(folder, `out-${size}`))).rejects.toThrow(because);
  };
  for (const size of [514, 700, 2000, bytes.length - 1024]) await refused(size, "it is cut off");
  for (const size of [0, 100]) await refused(size, "it is no tar file");
});

test("TA1: what is no archive, links, and names that lead out are refused", async () => {
  const { folder, tar } = await packed();
  const bytes = await readFile(tar);
  await writeFile(tar, Buffer.from(bytes).fill("z", 0, 10));
  await expect(unpack(tar, path.join(folder, "o1"))).rejects.toThrow("it is no tar file");
  const out = path.join(folder, "evil");
  await mkdir(out);
  await symlink("/etc/hostname", path.join(out, "link"));
  const evil = path.join(folder, "evil.tar");
  execFileSync("tar", ["-cf", evil, "-C", out, "link"]);
  await expect(unpack(evil, path.join(folder, "o2"))).rejects.toThrow('"link" is no plain file');
  await writeFile(path.join(folder, "up.txt"), "x");
  execFileSync("tar", ["-P", "-cf", evil, "-C", out, "../up.txt"]);
  await expect(unpack(evil, path.join(folder, "o3"))).rejects.toThrow("leads out of the folder");
  execFileSync("tar", ["-cf", evil, "-C", folder, "up.txt", "up.txt", "--hard-dereference"]);
  await expect(unpack(evil, path.join(folder, "o4"))).rejects.toThrow('"up.txt" is in it twice');
});
