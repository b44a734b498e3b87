import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { connectorContract } from "../../../test/contracts/connector.ts";
import { memoryFiles } from "../../../test/fakes/files.ts";
import { type Site, site, siteAt, folder } from "../../../test/fixtures/git-site.ts";
import type { JsonObject } from "../../value/json.ts";
import type { Action, ActionRequest, Connector } from "../contract.ts";
import { compared } from "./compare.ts";
import { connectorOf, gitKind } from "./git.ts";
import { git as system, type Git } from "./run.ts";
import type { Settings } from "./settings.ts";

const company = { personas: { studio: { name: "Clara Märlow", address: "hello@marlow.example" } } };
const args = {
  slug: "first-note",
  content: "---\ntitle: First\n---\n\nHello, see https://marlow.example/plan.\n",
  message: "Publish “First”",
};
const files = memoryFiles();

function publisher(there: Site, more: Partial<Settings> = {}, git: Git = system) {
  const place = {
    workspace: there.root,
    root: there.root,
    company,
    secret: () => "",
    now: () => at,
  };
  const connector = connectorOf({ repository: there.bare, ...more }, place, git);
  return { connector, publish: publishOf(connector) };
}

const at = Date.parse("2026-06-02T08:03:00Z");

function publishOf(connector: Connector): Action {
  const publish = connector.actions["publish"];
  if (publish === undefined) throw new Error("no publish");
  return publish;
}

const request = (more: Partial<ActionRequest> = {}): ActionRequest => ({
  token: "t1",
  digest: "d1",
  args,
  at,
  ...more,
});

const refused = (failure: string, message: string) => ({
  name: "ConnectorError",
  happened: "no",
  failure,
  message: expect.stringContaining(message),
});

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

test("GP2: a newer version takes the place of what it names, shown as a difference, and of nothing else", async () => {
  const there = site();
  const { publish } = publisher(there);
  const { version } = await publish.perform(request(), files);
  const newer = {
    ...args,
    content: args.content.replace("Hello", "Good day"),
    replaces: version ?? "",
  };
  expect(publish.businessKey?.(newer)).not.toBe(publish.businessKey?.(args));
  expect(await publish.compare?.(newer)).toEqual([
    "@@ -2,4 +2,4 @@",
    " title: First",
    " ---",
    " ",
    "-Hello, see https://marlow.example/plan.",
    "+Good day, see https://marlow.example/plan.",
  ]);
  await publish.perform(request({ token: "t2", args: newer }), files);
  expect(there.read("posts/first-note.md")).toBe(newer.content);
  expect(await publish.compare?.(newer)).toEqual(["no change: it is published just like this"]);
  const again = request({ token: "t3", args: { ...newer, content: "Other\n" } });
  await expect(publish.perform(again, files)).rejects.toMatchObject(
    refused("semantic", "somebody changed the file since; look at what is there now"),
  );
  there.commit("posts/first-note.md", null);
  await expect(publish.perform(again, files)).rejects.toMatchObject(
    refused("semantic", "the file that it takes the place of is gone"),
  );
});

test("a file that somebody else put there is fetched to be compared with", async () => {
  const there = site();
  there.commit("posts/first-note.md", "Ben's\n");
  const { publish } = publisher(there);
  expect(await publish.compare?.({ ...args, content: "Ours\n" })).toEqual([
    "@@ -1,1 +1,1 @@",
    "-Ben's",
    "+Ours",
  ]);
});

test("a megabyte is published, and told to be wholly another where comparing takes too long", async () => {
  const there = site();
  const { publish } = publisher(there);
  const line = (n: number) => `${n} ${"word ".repeat(9)}\n`;
  const content = (from: number) =>
    Array.from({ length: 20_000 }, (_, n) => line(from + n))
      .join("")
      .slice(0, 999_999);
  const { version } = await publish.perform(
    request({ args: { ...args, content: content(0) } }),
    files,
  );
  expect(there.read("posts/first-note.md")).toHaveLength(1_000_000);
  const other = { ...args, content: content(50_000), replaces: version ?? "" };
  expect(await publish.compare?.(other)).toEqual(["all of it changes"]);
});

test("of a long difference the first lines are told, and how many more there are", () => {
  const text = (word: string) => Array.from({ length: 400 }, (_, n) => `${word} ${n}\n`).join("");
  const told = compared("a.md", text("was"), text("is"));
  expect(told).toHaveLength(301);
  expect(told.at(-1)).toBe("… and 501 more lines change");
});

test("a post that is not there yet compares with nothing", async () => {
  const { publish } = publisher(site());
  expect(await publish.compare?.(args)).toEqual(["new: nothing is published there yet"]);
});

test("TB1: taking back leaves the file as it was, and what somebody changed since alone", async () => {
  const there = site();
  const { publish } = publisher(there);
  const { version } = await publish.perform(request(), files);
  const newer = request({
    token: "t2",
    args: { ...args, content: "Newer\n", replaces: version ?? "" },
  });
  const applied = await publish.perform(newer, files);
  await publish.compensate?.(newer, applied, files);
  expect(there.read("posts/first-note.md")).toBe(args.content);
  there.commit("posts/first-note.md", "Ben's\n");
  await expect(publish.compensate?.(request(), {}, files)).rejects.toMatchObject(
    refused("semantic", "somebody changed it since it was published; settle it by hand"),
  );
  there.commit("posts/first-note.md", null);
  await expect(publish.compensate?.(request(), {}, files)).rejects.toMatchObject(
    refused("semantic", "somebody took it away since"),
  );
});

test("a new post that is taken back is gone, and its folder's other files stay", async () => {
  const there = site();
  there.commit("posts/other.md", "x\n");
  const { publish } = publisher(there);
  const applied = await publish.perform(request(), files);
  await publish.compensate?.(request(), applied, files);
  expect(there.read("posts/first-note.md")).toBe(null);
  expect(there.read("posts/other.md")).toBe("x\n");
});

test.each([
  ["a link", "120000", "/etc", "it is a link, which may lead anywhere"],
  ["a file", "100644", "x\n", "it is a file"],
])("CO3: nothing is written below %s", async (_what, mode, text, words) => {
  const there = site();
  there.commit("posts", text, mode);
  const { publish } = publisher(there);
  await expect(publish.perform(request(), files)).rejects.toMatchObject(
    refused("deterministic", words),
  );
  expect(there.git("ls-tree", "main", "posts")).toContain(mode);
});

test("CO3: nothing is written through a link in the file's own place", async () => {
  const there = site();
  there.commit("posts/first-note.md", "../../index.md", "120000");
  const { publish } = publisher(there);
  const blob = there.git("rev-parse", "main:posts/first-note.md");
  for (const replaces of [null, blob]) {
    const asked = request({ args: { ...args, replaces } });
    await expect(publish.perform(asked, files)).rejects.toMatchObject(
      refused("deterministic", "it is a link"),
    );
  }
});

test("a path outside the folder of posts is refused", async () => {
  const { publish } = publisher(site());
  const outside = request({ args: { ...args, path: "package.json" } });
  await expect(publish.perform(outside, files)).rejects.toMatchObject(
    refused("deterministic", 'posts stand in "posts/"'),
  );
});

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

test.each([
  "ext::sh -c id",
  "--upload-pack=x",
  "-x",
  "../site",
  "a/../../b",
  "http://host/x.git",
  "https://me:secret@host/x.git",
  "https://me@host/x.git",
  "file:///x",
  "git@host:-x.git\n",
  "workspace:site",
  "~/site",
  "",
])("the repository %j is refused", (repository) => {
  expect(gitKind.schema.safeParse({ repository }).success).toBe(false);
});

test.each([
  "site",
  "a/site.git",
  "/srv/site.git",
  "git@host:me/site.git",
  "ssh://git@host:22/me/x.git",
  "https://host/me/site.git",
])("the repository %j is taken", (repository) => {
  expect(gitKind.schema.safeParse({ repository }).success).toBe(true);
});

test.each(["-x", "a..b", "a.lock", "a b", "", "a//b", "@{1}", "refs/"])(
  "the branch %j is refused",
  (branch) => {
    expect(gitKind.schema.safeParse({ repository: "site", branch }).success).toBe(false);
  },
);

test("without a persona it does not open", async () => {
  const place = { workspace: "/", root: "/", secret: () => "", now: () => at };
  const make = (settings: JsonObject, personas: JsonObject) =>
    gitKind.make({ repository: "site", ...settings }, { ...place, company: { personas } });
  await expect(make({}, {})).rejects.toThrow("names no such persona");
  await expect(make({ author: "ben" }, company.personas)).rejects.toThrow(
    'Cannot publish as "ben"',
  );
});
