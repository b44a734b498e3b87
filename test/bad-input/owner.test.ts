import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { child, expectFourParts, openIn, running, studio } from "./company.ts";

test("while the company runs, commands go through it, and a second one is refused", async () => {
  const company = await studio();
  const up = await running(company);
  expect(await company.type("inbox")).toMatchObject({ code: 0, err: "" });
  expect((await company.type("pause")).out).toContain("Paused");
  const second = await company.type("up");
  expect(second.code).toBe(1);
  expectFourParts(second, {
    what: `It is up already, with its data in "${company.data}"`,
    you: `see npx mainstay inbox --data ${company.data}`,
  });
  const rebuild = await company.type("rebuild");
  expect(rebuild.code).toBe(1);
  expectFourParts(rebuild, {
    what: "Cannot rebuild: the company is running",
    you: "end it with Ctrl-C where it runs, then try again",
  });
  up.process.kill("SIGINT");
  expect((await up.told).code).toBe(0);
});

test("a process that is stopped still owns: reads go on without it, writes name it and change nothing", async () => {
  const company = await studio();
  const up = await running(company);
  const before = await company.recorded();
  up.process.kill("SIGSTOP");
  const inbox = await company.hurry("inbox");
  expect(inbox).toMatchObject({ code: 0, err: "" });
  expect(inbox.out).toContain("Nordlicht Coffee");
  const pause = await company.hurry("pause");
  expect([pause.code, pause.out]).toEqual([1, ""]);
  expectFourParts(pause, {
    what: `Cannot change anything in "${company.data}": process ${up.process.pid} runs this company and does not answer`,
    you: `end process ${up.process.pid} with Ctrl-C where it runs`,
  });
  expect(await company.recorded()).toBe(before);
  up.process.kill("SIGCONT");
  expect((await company.type("pause")).out).toContain("Paused");
});

test("after kill -9 nothing stands in the way, and nothing acknowledged is lost", async () => {
  const company = await studio();
  const up = await running(company);
  const before = await company.recorded();
  up.process.kill("SIGKILL");
  await up.told;
  expect(await company.recorded()).toBe(before);
  expect((await company.type("pause")).out).toContain("Paused");
});

test("a folder that another program holds is said to be held, without naming who held it before", async () => {
  const company = await studio();
  await writeFile(path.join(company.data, "owner.json"), JSON.stringify({ pid: 2 ** 30 }));
  const code = `
    const { DatabaseSync } = await import("node:sqlite");
    const db = new DatabaseSync(${JSON.stringify(path.join(company.data, "owner.db"))});
    db.exec("BEGIN EXCLUSIVE");
    console.log("held");
    setInterval(() => db, 60_000);`;
  const holder = spawn(process.execPath, ["--input-type=module", "--eval", code]);
  onTestFinished(() => void holder.kill("SIGKILL"));
  await once(holder.stdout, "data");
  const told = await company.hurry("pause");
  expect(told.code).toBe(1);
  expectFourParts(told, { what: "another process runs this company", you: "then try again" });
  expect(await company.hurry("inbox")).toMatchObject({ code: 0, err: "" });
});

test("a command waits for another that is nearly done", async () => {
  const company = await studio();
  const other = await openIn(company, { mode: "record" });
  const waiting = child(company, "pause");
  await once(waiting.process, "spawn");
  // As soon as it can have met the lock; whether it did changes nothing about how it ends.
  await company.type("inbox");
  await other.close();
  expect(await waiting.told).toMatchObject({ code: 0, err: "" });
});

test("a lock file that is none is named with its remedy, and reads go on", async () => {
  const company = await studio();
  const lock = path.join(company.data, "owner.db");
  await writeFile(lock, "bread, milk, stamps\n".repeat(100));
  const told = await company.type("pause");
  expect(told.code).toBe(1);
  expectFourParts(told, {
    what: `"owner.db" in it is not a lock of Mainstay`,
    you: "remove that file, then try again",
  });
  expect(await readFile(lock, "utf8")).toMatch(/^bread/);
  expect(await company.type("inbox")).toMatchObject({ code: 0, err: "" });
});

test("what is in the way of the socket is left there and named", async () => {
  const company = await studio();
  const sock = path.join(company.data, "owner.sock");
  await writeFile(sock, "a note");
  const told = await child(company, "up").told;
  expect(told.code).toBe(1);
  expectFourParts(told, { what: "a file of that name is there", you: "move it away" });
  expect(await readFile(sock, "utf8")).toBe("a note");
});
