import { expect, test } from "vitest";
import type { JsonObject } from "../../value/json.ts";
import { gitKind } from "./git.ts";
import { at, company } from "../../../test/fixtures/publisher.ts";

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
