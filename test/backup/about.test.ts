import { readFile, rm, truncate } from "node:fs/promises";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { aboutFile } from "../../src/backup/about.ts";
import { at, type Told } from "../bad-input/company.ts";
import { backedUp } from "./backed-up.ts";

// Each of them starts processes.
vi.setConfig({ testTimeout: 90_000 });

const said = ({ out, err }: Told): string => (out + err).replaceAll(/\s+/g, " ");

test.each([
  ["spoilt", (file: string) => truncate(file, 20)],
  ["missing", (file: string) => rm(file)],
])(
  "AF1: where what says whose the backups are is %s, they are restored, and it is made again",
  async (how, harm) => {
    const { company, repository, identity, scratch } = await backedUp();
    const file = path.join(repository, aboutFile);
    const before = await readFile(file, "utf8");
    await harm(file);
    const list = await company.type("backup", "list");
    expect([list.code, said(list)]).toEqual([
      1,
      expect.stringContaining(`"${aboutFile}" is ${how}`),
    ]);
    const restored = at(company.workspace, path.join(scratch, "restored"));
    const told = await restored.type("restore", "--from", repository, "--identity", identity);
    expect([told.code, said(told)]).toEqual([
      0,
      expect.stringContaining("the tree that was signed"),
    ]);
    // As the list advises.
    expect((await company.type("backup")).code).toBe(0);
    expect(await readFile(file, "utf8")).toBe(before);
    expect((await company.type("backup", "list")).code).toBe(0);
    // Where only the restored company is left, it does so.
    await harm(file);
    expect((await restored.type("admit", "--others-off")).code).toBe(0);
    expect((await restored.type("backup")).code).toBe(0);
    expect(await readFile(file, "utf8")).toBe(before);
  },
);
