import { expect, test } from "vitest";
import { FakeCli } from "../../../../test/fakes/fake-cli.ts";
import { nothingRevised } from "../../../../test/fakes/fake-desk.ts";
import type { RevisionPreview } from "../../../api/contract/revisions.ts";

const fact = {
  client: "Nordlicht Coffee",
  kind: "preference",
  key: "k1",
  title: "",
  field: "paper",
  before: "matt",
  after: "coated",
  hidden: [],
  strong: false,
  by: null,
};

function given(preview: Partial<RevisionPreview> = {}): FakeCli {
  const cli = new FakeCli();
  cli.desk.revising = {
    ...nothingRevised,
    of: "import:12",
    digest: "d1",
    facts: [fact],
    ...preview,
  };
  return cli;
}

const asked = (cli: FakeCli) => cli.desk.asked.map(({ operation, args }) => [operation, ...args]);
const plain = (text: string) => text.replaceAll(/\s+/g, " ");
const of = ["memory", "rollback", "--source", "import:12"];
const previewed = ["rollbackPreview", { source: "import:12" }];
const carriedOut = (because: string) => [
  "rollBackMemory",
  { source: "import:12", digest: "d1", because },
];

test("with a yes exactly what was shown is done, with the reason", async () => {
  const cli = given();
  const { code, out } = await cli.type(...of, "--because", "misread", "--yes");
  expect(code).toBe(0);
  expect(plain(out)).toMatch(/Nordlicht Coffee · preference paper matt → coated Done/);
  expect(asked(cli)).toEqual([previewed, carriedOut("misread")]);
});

test("on a terminal she is asked; a no changes nothing", async () => {
  for (const [said, code, more] of [
    [true, 0, [carriedOut("")]],
    [false, 3, []],
  ] as const) {
    const cli = given();
    cli.isTTY = true;
    cli.said = [said];
    expect((await cli.type(...of)).code).toBe(code);
    expect(asked(cli)).toEqual([previewed, ...more]);
  }
});

test("--dry-run only shows, whatever else is said; as JSON it is the preview", async () => {
  const cli = given();
  const { code, out } = await cli.type(...of, "--dry-run", "--yes", "--json");
  expect([code, JSON.parse(out)]).toMatchObject([0, { digest: "d1" }]);
  expect(asked(cli)).toEqual([previewed]);
});

test("where nothing would change nothing is asked", async () => {
  const cli = given({ facts: [] });
  const { code, out } = await cli.type(...of, "--yes");
  expect([code, plain(out)]).toEqual([0, expect.stringMatching(/^Nothing would change/)]);
  expect(asked(cli)).toEqual([previewed]);
});

test("what is shown names who passed it on, what is left, and what is found no more", async () => {
  const passage = { client: "Nordlicht Coffee", entry: 117, author: "Ana", at: 0, text: "Poison" };
  const cli = given({
    facts: [
      { ...fact, by: "job 17" },
      { ...fact, kind: "note", before: "a", after: "a" },
    ],
    moreFacts: 3,
    left: [{ ...fact, kind: "invoice", field: "stage", after: null, strong: true }],
    passages: [passage],
    morePassages: 1,
    conflicts: 2,
    jobs: [
      {
        number: 17,
        runbook: "onboard-client",
        status: "waiting",
        steps: ["brief"],
        at: 0,
        acts: ["mail to ana@nordlicht.example"],
        again: "repair 17 --step brief",
      },
    ],
  });
  const { out } = await cli.type(...of, "--dry-run");
  expect(plain(out)).toBe(
    [
      "Facts: 5 changes",
      "Nordlicht Coffee · preference (derived by job 17) paper matt → coated",
      "Nordlicht Coffee · note paper a, as now; other days are put right and 3 more",
      "Found no more: 2 passages Nordlicht Coffee · Ana · entry 117: Poison and 1 more",
      "Open questions that it raised: 2; what stands stays",
      "Left as they are, being yours alone to change (--strong takes them too): 1",
      "Nordlicht Coffee · invoice (yours alone to change) stage matt → nothing is known",
      "1 job rested on it: 17 Onboard client · waiting · brief · Thu 1 January 00:00",
      "did mail to ana@nordlicht.example do it again: npx mainstay repair 17 --step brief",
      "See one: npx mainstay show 17 ",
    ].join(" "),
  );
});

test("what is asked for is passed on as it was said", async () => {
  const cli = given();
  await cli.type(...of, "--since", "2026-03-03", "--only-direct", "--strong", "--dry-run");
  await cli.type("memory", "rollback", "--undo", "41", "--dry-run");
  await cli.type("memory", "restore", "fair", "--kind", "note", "--agent", "intake", "--dry-run");
  expect(asked(cli)).toEqual([
    [
      "rollbackPreview",
      { source: "import:12", since: "2026-03-03", direct: "only", strong: "too" },
    ],
    ["rollbackPreview", { source: "revision:41" }],
    ["restorePreview", { to: "fair", kind: "note", agent: "intake" }],
  ]);
});

test("a reason that is too long is refused before anything is done", async () => {
  const cli = given();
  const { code, err } = await cli.type(...of, "--because", "x".repeat(2_001), "--yes");
  expect([code, plain(err)]).toEqual([2, expect.stringMatching(/at most 2000 characters/)]);
  expect(asked(cli)).toEqual([previewed]);
});
