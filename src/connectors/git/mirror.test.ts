import { readdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { site, siteAt, folder } from "../../../test/fixtures/git-site.ts";
import {
  args,
  at,
  company,
  files,
  publisher,
  refused,
  request,
} from "../../../test/fixtures/publisher.ts";
import { connectorOf } from "./git.ts";
import type { Git } from "./run.ts";

test("a copy that a crash or the disk spoilt is made anew", async () => {
  const there = site();
  const { publish } = publisher(there);
  await publish.perform(request(), files);
  const [copy = ""] = await readdir(path.join(there.root, "cache"));
  await writeFile(path.join(there.root, "cache", copy, "HEAD"), "");
  await writeFile(path.join(there.root, "cache", copy, "refs/mainstay/tip"), "0\n");
  await writeFile(path.join(there.root, "cache", copy, "refs/mainstay/tip.lock"), "");
  await publish.perform(request({ token: "t2", args: { ...args, slug: "second" } }), files);
  expect(there.acts()).toBe(2);
});

test("the company's own repository is made once, and never made again where it is gone", async () => {
  const root = folder();
  const there = siteAt(root, path.join(root, "site"));
  const { connector, publish } = publisher(there, { repository: "site" });
  expect(await connector.health()).toMatchObject({ ok: true });
  await publish.perform(request(), files);
  expect(there.read("posts/first-note.md")).toBe(args.content);
  expect(there.git("log", "--format=%s", "main")).toBe("Publish “First”\nBegin");
  await rename(there.bare, `${there.bare}.away`);
  const again = publisher(there, { repository: "site" });
  await expect(again.publish.find(request(), files)).rejects.toMatchObject(
    refused("deterministic", "no repository is there"),
  );
});

test("a site that is not named is no trouble, also where there is no git", async () => {
  const gone: Git = () => Promise.reject(new Error("git is not installed"));
  const place = { workspace: "", root: folder(), company, secret: () => "", now: () => at };
  const { health } = connectorOf({}, place, gone);
  const told = await health();
  expect(told).toMatchObject({ ok: true });
  expect(told.note).toContain("mainstay init --change site");
});

test("health tells what others did, and a history that was rewritten", async () => {
  const there = site();
  const { connector, publish } = publisher(there);
  await publish.perform(request(), files);
  expect(await connector.health()).toMatchObject({ note: expect.stringMatching(/is reached$/) });
  there.commit("a.md", "a\n");
  expect(await connector.health()).toMatchObject({
    ok: true,
    note: expect.stringContaining("1 new commit by others"),
  });
  there.git("update-ref", "refs/heads/main", there.git("rev-parse", "main~2"));
  expect(await connector.health()).toMatchObject({
    ok: false,
    note: expect.stringContaining("was rewritten: 2 of its commits are gone"),
  });
});
