import { expect, test } from "vitest";
import { FakeCli } from "../../../../test/fakes/fake-cli.ts";
import { purgePreview, removed } from "../../../../test/fakes/sample-desk.ts";

const asked = (cli: FakeCli) => cli.desk.asked.map(({ operation, args }) => [operation, ...args]);
const flat = (text: string) => text.replaceAll(/\s+/g, " ");
const passage = { what: "passage", id: "a1", client: "Ana Ruiz" };
const typed = ["memory", "purge", "--passage", "a1", "--client", "Ana Ruiz"];

test("without a yes it shows what goes and what stays, and how to say yes", async () => {
  const cli = new FakeCli();
  const { out, code } = await cli.type(...typed);
  expect(code).toBe(0);
  for (const said of [
    "Removing what Ana said on 1 June 2026, of Ana Ruiz, for good",
    "Goes 1 entry",
    "2 entries that quote it, such as what a model was asked",
    "Stays what was sent, agreed or noted with it in job 12",
    "Copies no backup holds one",
    "Nothing was removed. To do it: npx mainstay memory purge --passage a1 --client 'Ana Ruiz' --because WHY --yes-purge",
  ]) {
    expect(flat(out)).toContain(said);
  }
  expect(asked(cli)).toEqual([["purgePreview", passage]]);
});

test("a yes removes it and shows the receipt; a program gets one answer", async () => {
  const cli = new FakeCli();
  const { out } = await cli.type(...typed, "--because", "not ours", "--yes-purge");
  expect(flat(out)).toContain("Receipt contents in the history: 12 removed, 0 found afterwards");
  expect(asked(cli)[1]).toEqual(["purge", { name: passage, because: "not ours" }]);
  const json = await cli.type(...typed, "--because", "not ours", "--yes-purge", "--json");
  expect(JSON.parse(json.out)).toEqual(removed);
  expect(JSON.parse((await cli.type(...typed, "--json")).out)).toEqual(purgePreview);
});

test("at a terminal it asks, where a reason is given and nothing comes first", async () => {
  const cli = new FakeCli();
  cli.isTTY = true;
  cli.said = [false, true];
  expect((await cli.type(...typed, "--because", "x")).out).toContain("Nothing was removed");
  await cli.type(...typed, "--because", "x");
  expect(asked(cli).filter(([operation]) => operation === "purge")).toHaveLength(1);
  cli.desk.purging = {
    ...purgePreview,
    hindered: 'job 12 works with it; see "mainstay show 12"',
    again: ["paper"],
    others: 2,
    outside: "the mail in your mailbox",
  };
  const { out } = await cli.type(...typed, "--because", "x");
  for (const said of [
    "First job 12 works with it",
    "Anew paper: recorded again",
    "2 other entries that say the same",
    "Outside the mail in your mailbox",
  ]) {
    expect(flat(out)).toContain(said);
  }
});

test("one entry is told as one", async () => {
  const cli = new FakeCli();
  cli.desk.purging = { ...purgePreview, copies: 1, others: 1 };
  const { out } = await cli.type(...typed);
  expect(flat(out)).toContain("1 entry that quotes it");
  expect(flat(out)).toContain("1 other entry that says the same");
});

test.each([
  [["memory", "purge"], "Name one of --passage, --arrival and --fact"],
  [["memory", "purge", "--passage", "a", "--fact", "b.c"], "Name one of"],
  [["memory", "purge", "--passage", "a"], "Name one with --client"],
  [["memory", "purge", "--fact", "preference"], "Name it like preference.paper"],
])("%s is a usage that says what to write", async (argv, said) => {
  const { err, code } = await new FakeCli().type(...argv);
  expect([code, flat(err).includes(said)]).toEqual([2, true]);
});

test("facts and arrivals are named as they are meant", async () => {
  const cli = new FakeCli();
  await cli.type("memory", "purge", "--fact", "preference.diet", "--of", "p1");
  await cli.type("memory", "purge", "--arrival", "17");
  expect(asked(cli)).toEqual([
    ["purgePreview", { what: "fact", kind: "preference", field: "diet", id: "p1" }],
    ["purgePreview", { what: "arrival", id: "17" }],
  ]);
});
