import { mkdir } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { at, newStudio, scratch, studio, type Told } from "./company.ts";

const said = ({ err }: Told): string => err.replaceAll(/\s+/g, " ");

test("where no backups were ever set up, a restore does not send her round in a circle", async () => {
  const company = await studio();
  const told = said(await company.type("restore", "--aside", "--identity", "none"));
  expect(told).toContain("none were ever set up for the company in");
  expect(told).toContain("name a backup folder that you have with --from");
});

test("backups are not set up for a folder that is not there", async () => {
  const { workspace } = await newStudio();
  const told = said(await at(workspace, path.join(await scratch(), "r1")).type("restore"));
  expect(told).toContain("there is no company in");
  expect(told).toContain("name the backup folder with --from");
  expect(told).not.toContain("backup init");
});

test("a folder of backups that is no company names the whole command that restores one", async () => {
  const company = await studio();
  const to = path.join(await scratch(), "bk");
  await mkdir(to);
  expect((await company.type("backup", "init", "--to", to)).code).toBe(0);
  const told = said(await at(company.workspace, to).type("inbox"));
  expect(told).toContain(
    `npx mainstay restore --from ${to} --data NEW --workspace ${company.workspace}`,
  );
});

test("where no company is, the command that makes one can be copied", async () => {
  const folder = await scratch();
  const none = path.join(folder, "none");
  const told = await at(none, path.join(folder, "data")).type("up");
  expect(told.err).toMatch(/\n\s*npx mainstay init --data .* --workspace .*none\n/);
  expect(told.err).not.toMatch(/"\n/);
});
