import { expect, test } from "vitest";
import { site } from "../../../test/fixtures/git-site.ts";
import { args, files, publisher, refused, request } from "../../../test/fixtures/publisher.ts";

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
