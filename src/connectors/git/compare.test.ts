import { expect, test } from "vitest";
import { site } from "../../../test/fixtures/git-site.ts";
import { compared } from "./compare.ts";
import { args, files, publisher, refused, request } from "../../../test/fixtures/publisher.ts";

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

test("a megabyte is published, and told to be wholly another where too many lines differ", async () => {
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
