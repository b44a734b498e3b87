import { readdir } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { kinds } from "../../src/host/kinds.ts";
import { perform, type Theatre } from "../../src/host/scenario/case.ts";
import { shelf } from "../../src/host/scenario/shelf.ts";
import { read } from "../../src/workspace/read.ts";
import type { Sandbox } from "../../src/agent/sandbox.ts";
import { stage } from "./stage.ts";

const company = stage();

async function played(run: Sandbox["run"], restMs: number) {
  await company.write({
    "scenarios/enquiry.yaml": `scenario: enquiry
purpose: test
runbook: onboard-client
given: { at: "2026-06-01 16:41" }
when: [{ mail: mail/12-nordlicht-packaging.eml }]
then: { acts: [] }
`,
  });
  const found = await read(company.folder, kinds);
  if (!found.ok) throw new Error(found.problems[0]?.message);
  const scratch = path.join(company.folder, ".scratch");
  const sandbox: Sandbox = { run, close: async () => {}, pid: () => undefined };
  const { workspace } = found;
  const theatre: Theatre = {
    workspace: company.folder,
    company: workspace,
    scratch,
    sandbox,
    restMs,
  };
  const [placed] = (await shelf(company.folder, workspace)).scenarios;
  if (placed === undefined) throw new Error("The scenario is not there");
  const misses = await perform(theatre, placed, false).then((result) => result.misses);
  return { misses, left: await readdir(scratch) };
}

test("CS2: a case that does not come to rest fails, and leaves no folder", async () => {
  const never = () => new Promise<never>(() => {});
  await expect(played(never, 300)).rejects.toThrow("it does not come to rest within 0.3 s");
  expect(await readdir(path.join(company.folder, ".scratch"))).toEqual([]);
});

test("code that fails is no fault of ours: the next rung is tried", async () => {
  const { misses, left } = await played(
    async () => ({ ok: false, failure: "deterministic", reason: "it throws" }),
    30_000,
  );
  expect(misses).toEqual([]);
  expect(left).toEqual([]);
});
