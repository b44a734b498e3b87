import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import path from "node:path";
import { makeFolder, syncFolder } from "../folder.ts";
import type { Persona } from "../persona.ts";
import { authorOf } from "./author.ts";
import { no } from "./refused.ts";
import { reasonOf } from "./mirror.ts";
import type { Git } from "./run.ts";

/**
 * Makes a repository of her own in the data folder, bare, with an empty first commit. It appears whole
 * or not at all.
 */
export async function makeSite(
  git: Git,
  folder: string,
  branch: string,
  by: Persona,
  at: number,
): Promise<void> {
  if (existsSync(folder)) return;
  await makeFolder(path.dirname(folder));
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  const run = async (args: readonly string[], env: Record<string, string> = {}) => {
    const ran = await git([`--git-dir=${draft}`, ...args], { env });
    if (ran.code === 0) return ran.out.toString("utf8").trim();
    throw no(`Cannot make the repository "${folder}": ${reasonOf(ran)}`, "transient");
  };
  await run(["init", "--quiet", "--bare", "--template=", `--initial-branch=${branch}`]);
  // What is published is acknowledged, so it must outlast a power cut.
  await run(["config", "core.fsync", "all"]);
  const tree = await run(["hash-object", "-t", "tree", "-w", "--stdin"]);
  const first = await run(["commit-tree", tree, "-m", "Begin"], authorOf(by, at));
  await run(["update-ref", `refs/heads/${branch}`, first]);
  await rename(draft, folder);
  await syncFolder(path.dirname(folder));
}
