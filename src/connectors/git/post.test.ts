import { expect, test } from "vitest";
import { site } from "../../../test/fixtures/git-site.ts";
import { args, files, publisher, refused, request } from "../../../test/fixtures/publisher.ts";

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
