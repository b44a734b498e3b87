import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { acquire } from "./owner-lock.ts";

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "ms-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A process that owns the folder and waits. */
async function owner(folder: string): Promise<ChildProcess> {
  const code = `
    const { acquire } = await import(${JSON.stringify(new URL("owner-lock.ts", import.meta.url).href)});
    const lock = await acquire(${JSON.stringify(folder)});
    console.log("release" in lock ? "held" : "refused");
    setInterval(() => lock, 60_000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [said] = await once(child.stdout, "data");
  expect(String(said)).toBe("held\n");
  return child;
}

test("OL1: another process is refused and told by whom; kill -9 frees the folder", async () => {
  const folder = scratch();
  const child = await owner(folder);
  expect(await acquire(folder)).toEqual({ heldBy: { pid: child.pid } });
  child.kill("SIGKILL");
  await once(child, "exit");
  const lock = await acquire(folder);
  expect(lock).toHaveProperty("release");
  if ("release" in lock) lock.release();
});

test("OL1: a process that is stopped still owns", async () => {
  const folder = scratch();
  const child = await owner(folder);
  child.kill("SIGSTOP");
  expect(await acquire(folder)).toEqual({ heldBy: { pid: child.pid } });
  child.kill("SIGKILL");
  await once(child, "exit");
});

test("a second owner in the same process is refused until the first releases", async () => {
  const folder = scratch();
  const first = await acquire(folder);
  expect(await acquire(folder)).toEqual({ heldBy: { pid: process.pid } });
  if ("release" in first) first.release();
  if ("release" in first) first.release();
  const second = await acquire(folder);
  expect(second).toHaveProperty("release");
  if ("release" in second) second.release();
});

test("OL2: a note that cannot be read changes nothing about who owns", async () => {
  const folder = scratch();
  const lock = await acquire(folder);
  writeFileSync(join(folder, "owner.json"), "{");
  expect(await acquire(folder)).toEqual({ heldBy: null });
  if ("release" in lock) lock.release();
});

test("a lock file that is something else is refused with its remedy", async () => {
  const folder = scratch();
  writeFileSync(join(folder, "owner.db"), "junk ".repeat(1000));
  await expect(acquire(folder)).rejects.toThrow(/remove that file, then try again/);
});
