import { execFileSync } from "node:child_process";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { aside } from "../../src/backup/durable.ts";
import { Repository } from "../../src/backup/repository.ts";
import { backUpApart } from "../../src/host/backup/apart.ts";
import { answered, backedUp, names } from "./backed-up.ts";

// Each of them starts processes.
vi.setConfig({ testTimeout: 90_000 });

const run = (company: { workspace: string; data: string }) => {
  const places = { workspace: company.workspace, data: company.data };
  return backUpApart({ places, to: null, gentle: false });
};

test("RP2: a backup that is killed leaves a valid repository, and the next goes on", async () => {
  const { company, repository: folder } = await backedUp();
  await answered(company);
  const repository = await Repository.open(folder);
  const before = (await repository.snapshots()).sound;
  for (const afterMs of [0, 100, 200, 300, 400, 500, 600]) {
    const backup = run(company);
    const ended = backup.done.then(
      () => "done",
      () => "killed",
    );
    execFileSync("sleep", [`${afterMs / 1000}`]);
    backup.end();
    await ended;
    const { sound, spoilt } = await repository.snapshots();
    expect(spoilt).toEqual([]);
    expect(sound.length).toBeGreaterThanOrEqual(before.length);
  }
  const verified = await company.type("backup", "verify");
  expect(verified.out).toContain("there and unchanged");
  await run(company).done;
  const parts = (await names(folder)).filter((name) => name.endsWith(aside));
  expect(parts.every((name) => name.split(path.sep).length >= 2)).toBe(true);
  expect((await company.type("backup", "verify")).code).toBe(0);
});
