import { expect, test } from "vitest";
import { FakeCli } from "../../../test/fakes/fake-cli.ts";
import { forgetPreview } from "../../../test/fakes/sample-desk.ts";
import type { ForgetPreview } from "../../api/contract/forget.ts";

const asked = (cli: FakeCli) => cli.desk.asked.map(({ operation, args }) => [operation, ...args]);
const previewed = ["forgetPreview", "Ana Ruiz"];
const forgotten = (endJobs: boolean) => [
  "forget",
  { client: "Ana Ruiz", confirm: "Ana Ruiz", endJobs },
];

function given(preview: Partial<ForgetPreview> = {}): FakeCli {
  const cli = new FakeCli();
  cli.desk.forgetting = { ...forgetPreview, ...preview };
  return cli;
}

test("without a yes it shows what would happen, and how to say yes", async () => {
  const cli = given();
  const { out, code } = await cli.type("forget", "Ana Ruiz");
  expect(code).toBe(0);
  expect(out).toContain("Forgetting Ana Ruiz, for good");
  expect(out.replaceAll(/\s+/g, " ")).toContain(
    "Nothing was forgotten. To do it: npx mainstay forget 'Ana Ruiz' --end-jobs --yes-forget 'Ana Ruiz'",
  );
  expect(asked(cli)).toEqual([previewed]);
});

test("a yes names the client, and goes on with what becomes of open jobs", async () => {
  const cli = given();
  expect((await cli.type("forget", "Ana Ruiz", "--yes-forget", "Ana Ruiz")).code).toBe(0);
  await cli.type("forget", "Ana Ruiz", "--end-jobs", "--yes-forget", "Ana Ruiz");
  expect(asked(cli)).toEqual([previewed, forgotten(false), previewed, forgotten(true)]);
});

test("--yes alone is no yes to this", async () => {
  const cli = given();
  expect((await cli.type("forget", "Ana Ruiz", "--yes")).code).toBe(2);
  expect(asked(cli)).toEqual([]);
});

test("at a terminal the name is typed; nothing typed forgets nobody", async () => {
  const cli = given({ openJobs: [] });
  cli.isTTY = true;
  cli.said = ["", "Ana Ruiz"];
  expect((await cli.type("forget", "Ana Ruiz")).out).toContain("Nothing was forgotten");
  await cli.type("forget", "Ana Ruiz");
  expect(asked(cli)).toEqual([previewed, previewed, forgotten(false)]);
});

test("at a terminal nothing is asked while something comes first", async () => {
  const cli = given();
  cli.isTTY = true;
  expect((await cli.type("forget", "Ana Ruiz")).out).toContain("--end-jobs");
  const stuck = given({ hindered: ["in job 12 it is not sure whether an act happened"] });
  stuck.isTTY = true;
  const { out } = await stuck.type("forget", "Ana Ruiz", "--end-jobs");
  expect(out).toContain("Nothing was forgotten; see what comes first above");
});

test("a program gets the same facts, and one answer", async () => {
  const cli = given();
  expect(JSON.parse((await cli.type("forget", "Ana Ruiz", "--json")).out)).toEqual(forgetPreview);
  const yes = await cli.type("forget", "Ana Ruiz", "--json", "--yes-forget", "Ana Ruiz");
  expect(JSON.parse(yes.out)).toMatchObject({ ok: true });
});

test("who was forgotten already needs no answer", async () => {
  const cli = given({ forgottenAt: forgetPreview.first });
  const { out } = await cli.type("forget", "Ana Ruiz", "--yes-forget", "Ana Ruiz");
  expect(out).toContain("This client was forgotten on 1 June 2026");
  expect(asked(cli)).toEqual([previewed]);
});
