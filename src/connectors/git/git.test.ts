import { rename } from "node:fs/promises";
import { expect, test } from "vitest";
import { connectorContract } from "../../../test/contracts/connector.ts";
import { site, folder } from "../../../test/fixtures/git-site.ts";
import type { JsonObject } from "../../value/json.ts";
import { git as system } from "./run.ts";
import { args, at, files, publisher, refused, request } from "../../../test/fixtures/publisher.ts";

connectorContract("posts in a git repository", async () => {
  const there = site();
  const { connector } = publisher(there);
  await connector.health();
  return {
    connector,
    action: "publish",
    args: { ...args, path: "posts/2026/first-note.md" },
    otherArgs: { ...args, slug: "second-note", replaces: null, path: null },
    junk: junk(),
    files,
    acts: async () => there.git("log", "main", "--format=%s").match(/^Publish/gm)?.length ?? 0,
    undone: async () => there.git("log", "main", "--format=%s").match(/^Take back/gm)?.length ?? 0,
    async jam() {
      await rename(there.bare, `${there.bare}.away`);
      return () => rename(`${there.bare}.away`, there.bare);
    },
  };
});

function junk(): JsonObject[] {
  const paths = [
    "../x.md",
    "/etc/x",
    "posts/../../x",
    "-x",
    "posts/-x.md",
    "posts/.git/x",
    ".x",
    "a//b",
    "a/",
    "C:\\x",
    "a\nb",
    ":(top)x",
    "posts/ü.md",
  ];
  const slugs = ["", "-", "a--b", "A", "a/b", "..", "a\n", "a b", "x".repeat(101)];
  return [
    ...paths.map((wrong) => ({ ...args, path: wrong })),
    ...slugs.map((slug) => ({ ...args, slug })),
    { ...args, content: "" },
    { ...args, content: "a\u0000b" },
    { ...args, content: "\ud800" },
    { ...args, content: "x".repeat(1_000_001) },
    { ...args, message: "" },
    { ...args, message: "  " },
    { ...args, message: "Publish\n\nMainstay-Token: t2" },
    { ...args, message: "Publish\rMainstay-Token: t2" },
    { ...args, message: "Publish\u2028Mainstay-Token: t2" },
    { ...args, replaces: "main" },
  ];
}

test("a post is a commit by the persona, at the time of its request, with token and digest", async () => {
  const there = site();
  const { publish } = publisher(there);
  const result = await publish.perform(request(), files);
  expect(there.read("posts/first-note.md")).toBe(args.content);
  expect(there.read("index.md")).toBe("# Home\n");
  expect(there.git("log", "-1", "main", "--format=%an <%ae> %aI %cI%n%B")).toBe(
    [
      "Clara Märlow <hello@marlow.example> 2026-06-02T08:03:00+00:00 2026-06-02T08:03:00+00:00",
      "Publish “First”",
      "",
      "Mainstay-Token: t1",
      "Mainstay-Digest: d1",
    ].join("\n"),
  );
  expect(result).toEqual({
    commit: there.git("rev-parse", "main"),
    version: there.git("rev-parse", "main:posts/first-note.md"),
    path: "posts/first-note.md",
    branch: "main",
  });
});

test("CO1: the same post at the same time on the same commit is the same commit", async () => {
  const there = site();
  const tip = there.git("rev-parse", "main");
  const one = await publisher(there).publish.perform(request(), files);
  there.git("update-ref", "refs/heads/main", tip);
  const other = { ...there, root: folder() };
  const two = await publisher(other).publish.perform(request(), files);
  expect(two).toEqual(one);
});

test("a remote that has moved on is fetched again, and the post built anew on it", async () => {
  const there = site();
  let meanwhile = 3;
  const { publish } = publisher(there, {}, async (given, asked) => {
    if (given.includes("push") && meanwhile > 0)
      there.commit(`other-${(meanwhile -= 1)}.md`, "x\n");
    return system(given, asked);
  });
  await publish.perform(request(), files);
  expect(there.read("posts/first-note.md")).toBe(args.content);
  expect(["other-0.md", "other-1.md", "other-2.md"].map((file) => there.read(file))).toEqual(
    Array.from({ length: 3 }, () => "x\n"),
  );
  expect(there.acts()).toBe(1);
});

test("a remote that moves on every time is left for later; nothing was done", async () => {
  const there = site();
  let n = 0;
  const { publish } = publisher(there, {}, async (given, asked) => {
    if (given.includes("push")) there.commit(`other-${(n += 1)}.md`, "x\n");
    return system(given, asked);
  });
  await expect(publish.perform(request(), files)).rejects.toMatchObject(
    refused("transient", "others published there meanwhile, again and again"),
  );
  expect(there.acts()).toBe(0);
});

test("GP1: a call that was cut off and lands late does not land twice", async () => {
  const there = site();
  const late = publisher({ ...there, root: folder() });
  const { publish } = publisher(there, {}, async (given, asked) => {
    // The other process, thought dead, gets through between this one's look and its push.
    if (given.includes("push")) await late.publish.perform(request(), files);
    return system(given, asked);
  });
  const result = await publish.perform(request({ at: at + 1_000 }), files);
  expect(there.acts()).toBe(1);
  expect(result).toMatchObject({ commit: there.git("rev-parse", "main") });
});

test("GP2: a file that stands there already is not written over", async () => {
  const there = site();
  there.commit("posts/first-note.md", "Ben's own\n");
  const { publish } = publisher(there);
  await expect(publish.perform(request(), files)).rejects.toMatchObject(
    refused("semantic", "a file stands there already; choose another slug"),
  );
  expect(there.read("posts/first-note.md")).toBe("Ben's own\n");
});
