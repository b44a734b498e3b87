import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { site } from "../../../test/fixtures/git-site.ts";
import { git as system } from "./run.ts";
import { files, publisher, refused, request } from "../../../test/fixtures/publisher.ts";

test("a hook that says no is told in its own words, and not tried again", async () => {
  const there = site();
  there.hook("pre-receive", 'echo "no posts on Fridays" >&2; exit 1');
  const { publish } = publisher(there);
  await expect(publish.perform(request(), files)).rejects.toMatchObject(
    refused("deterministic", "it does not take this: no posts on Fridays; change what it asks for"),
  );
  expect(there.acts()).toBe(0);
});

test("a repository that is locked is tried again later", async () => {
  const there = site();
  const lock = path.join(there.bare, "refs/heads/main.lock");
  await writeFile(lock, "");
  const { publish } = publisher(there);
  await expect(publish.perform(request(), files)).rejects.toMatchObject(
    refused("transient", "it is locked or cannot be written now"),
  );
  await rm(lock);
  await publish.perform(request(), files);
  expect(there.acts()).toBe(1);
});

test("a remote that is gone, or is something else, says what to do; nothing is proven by it", async () => {
  const there = site();
  const { connector, publish } = publisher(there);
  await publish.perform(request(), files);
  await rename(there.bare, `${there.bare}.away`);
  const gone = refused("deterministic", "no repository is there; put it back");
  await expect(publish.perform(request(), files)).rejects.toMatchObject(gone);
  await expect(publish.find(request(), files)).rejects.toMatchObject(gone);
  expect(await connector.health()).toMatchObject({ ok: false });
  await mkdir(there.bare);
  await expect(publish.find(request(), files)).rejects.toMatchObject(gone);
});

test("a branch that the repository has not is named", async () => {
  const { publish } = publisher(site(), { branch: "live" });
  await expect(publish.perform(request(), files)).rejects.toMatchObject(
    refused("deterministic", "the repository has no such branch"),
  );
});

test("ssh is reached by her own configuration, without a terminal that it could ask on", async () => {
  const there = site();
  const ssh = path.join(there.root, "ssh");
  // Does at home what a host would do: its last argument is the command.
  const script = 'if (: </dev/tty) 2>/dev/null; then echo "a terminal" >&2; exit 1; fi';
  await writeFile(ssh, `#!/bin/sh\n${script}\nfor last; do :; done\neval "$last"\n`, {
    mode: 0o755,
  });
  process.env["GIT_SSH_COMMAND"] = ssh;
  try {
    const { publish } = publisher(there, { repository: `git@host:${there.bare}` });
    await publish.perform(request(), files);
  } finally {
    delete process.env["GIT_SSH_COMMAND"];
  }
  expect(there.acts()).toBe(1);
});

test("a host that cannot be reached is tried again, without a prompt", async () => {
  const there = site();
  const { publish } = publisher(there, { repository: "https://127.0.0.1:1/me/site.git" });
  await expect(publish.perform(request(), files)).rejects.toMatchObject(
    refused("transient", "it cannot be reached now"),
  );
});

test("PU2: a remote that dies while it takes a post leaves it in doubt, and the look-up tells", async () => {
  const there = site();
  there.hook("pre-receive", "kill -9 $PPID");
  const { publish } = publisher(there);
  await expect(publish.perform(request(), files)).rejects.toMatchObject({ happened: "maybe" });
  expect(await publish.find(request(), files)).toEqual({ found: false });
});

test("GR2: git that hangs is ended, and a push that was cut off is in doubt", async () => {
  const there = site();
  there.hook("pre-receive", "sleep 60");
  const { publish } = publisher(there, {}, (given, asked) =>
    system(given, given.includes("push") ? { ...asked, limitMs: 300 } : asked),
  );
  await expect(publish.perform(request(), files)).rejects.toMatchObject({ happened: "maybe" });
});

test("where git is not installed, that is said", async () => {
  const there = site();
  const { PATH } = process.env;
  process.env["PATH"] = there.root;
  try {
    const { publish } = publisher(there);
    await expect(publish.perform(request(), files)).rejects.toMatchObject(
      refused("deterministic", "it is not installed here; install git"),
    );
  } finally {
    process.env["PATH"] = PATH;
  }
});
