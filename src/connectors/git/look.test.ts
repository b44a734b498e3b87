import { execFileSync } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";
import { folder, site } from "../../../test/fixtures/git-site.ts";
import { lookAtSite } from "./look.ts";
import { git } from "./run.ts";

const env = {
  PATH: process.env["PATH"],
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Ana",
  GIT_AUTHOR_EMAIL: "ana@ruiz.example",
  GIT_COMMITTER_NAME: "Ana",
  GIT_COMMITTER_EMAIL: "ana@ruiz.example",
};

const look = (repository: string, branch = "main") => lookAtSite(git, repository, branch);

test("a repository with the branch is taken", async () => {
  await expect(look(site().bare)).resolves.toBeUndefined();
});

test("an empty repository is told, and what is said to do makes it one that is taken", async () => {
  const root = folder();
  const bare = path.join(root, "her site.git");
  execFileSync("git", ["init", "-q", "--bare", "-b", "main", bare], { env });
  const error: Error = await look(bare).then(
    () => expect.fail("it was taken"),
    (thrown: Error) => thrown,
  );
  expect(error.message).toContain(`to "${bare}": it is empty; make its first commit (git clone `);
  const [, commands = ""] = /\((.*)\), and say it again$/.exec(error.message) ?? [];
  execFileSync("sh", ["-c", commands], { cwd: root, env: { ...env, HOME: root }, stdio: "ignore" });
  await expect(look(bare)).resolves.toBeUndefined();
});

test("another branch is named, so that it can be written down", async () => {
  await expect(look(site().bare, "live")).rejects.toThrow(
    /it has no branch "live"; write "branch: main" into connectors\/git.yaml/,
  );
});

test("what is no repository is told", async () => {
  await expect(look(folder())).rejects.toThrow("no repository is there; put it back");
});
