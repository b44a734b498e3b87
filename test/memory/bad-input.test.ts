import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { type Company, newStudio, running } from "../bad-input/company.ts";

vi.setConfig({ testTimeout: 120_000 });

const mb10 = "x".repeat(10_000_000);
const said = (more: object) =>
  JSON.stringify({ kind: "preference", field: "ink", value: "red", ...more });
const nested = (levels: number) =>
  `{"kind":"preference","field":"deep","value":${"[".repeat(levels)}${"]".repeat(levels)}}`;

/** Lines of facts, each with what is said of it; "" where it is taken. */
const lines: [string, RegExp | ""][] = [
  [said({ field: "first" }), ""],
  [said({ value: mb10 }), /^it is longer than 10 MB; part it$/],
  [said({ value: "x".repeat(65_535) }), /^"value" it is longer than 65536 characters/],
  [said({ field: "most", value: "x".repeat(65_534) }), ""],
  [nested(151), /^it nests deeper than 150 levels$/],
  [nested(10_000), /^it nests deeper/],
  ['{"kind":"preference","field":"a","value":1,"value":2}', /^"value" stands in it twice$/],
  ['{"kind":"preference","field":"a","value":1e400}', /to the last digit/],
  ['{"kind":"preference","field":"__proto__","value":1}', /no field can be named/],
  [said({ from: "2026-02-30" }), /^"from" "2026-02-30" is no time; write one like/],
  [said({ from: "10000-01-01" }), /is no time/],
  [said({ from: "2026-03-03", until: "2026-03-02" }), /would end before it begins/],
  [said({ confidence: 101 }), /^"confidence" is no whole number from 0 to 100$/],
  [said({ kind: "Client" }), /^"kind" is no kind of record like client$/],
  [said({ flavour: 1 }), /^nothing here is called "flavour"$/],
  [said({ value: "a\u202Eb" }), /cannot be seen or read/],
  [said({ field: "last" }), ""],
];

async function imported(company: Company) {
  const file = path.join(company.workspace, "facts.jsonl");
  await writeFile(file, lines.map(([line]) => line).join("\n"));
  const { code, out } = await company.type("memory", "import", "--facts", file, "--json");
  return { code, ...(JSON.parse(out) as { recorded: number; refused: object[] }) };
}

const expected = lines.flatMap(([, reason], at) =>
  reason === "" ? [] : [{ line: at + 1, reason: expect.stringMatching(reason) as string }],
);

test("each line of facts that cannot be taken is told by its number, whatever it holds, and no other", async () => {
  const company = await newStudio();
  await company.type("apply");
  expect(await imported(company)).toMatchObject({ code: 1, recorded: 3, refused: expected });
});

test("it is the same while the company runs: a line keeps none of its neighbours out", async () => {
  const company = await newStudio();
  await company.type("apply");
  await running(company);
  expect(await imported(company)).toMatchObject({ code: 1, recorded: 3, refused: expected });
});

test("JL1: questions that cannot be asked are told in their places, under their ids", async () => {
  const company = await newStudio();
  await company.type("apply");
  const file = path.join(company.workspace, "questions.ndjson");
  const ask = (id: string, more: object = {}) =>
    JSON.stringify({ id, client: "Nobody", query: "paper", ...more });
  const asked = [
    ask("long", { query: mb10 }),
    ask("k", { k: 0 }),
    ask("day", { at: "2026-02-30" }),
    ask("late", { at: "10000-01-01" }),
    ask("syntax", { client: '" OR *', query: 'NEAR("a" OR *) client:x' }),
    ask("z".repeat(501)),
    "[".repeat(10_000),
  ];
  await writeFile(file, asked.join("\n"));
  const { code, out } = await company.type("recall", "--queries", file, "--json");
  const told = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { error: string });
  expect(code).toBe(1);
  expect(told).toMatchObject([
    { line: 1, error: "it is longer than 10 MB; part it" },
    { id: "k", line: 2, error: '"k" is no number from 1 to 1000' },
    { id: "day", line: 3, error: expect.stringMatching(/"2026-02-30" is no time/) },
    { id: "late", line: 4, error: expect.stringMatching(/is no time/) },
    { id: "syntax", error: expect.stringMatching(/^There is no client "" OR \*"; /) },
    { id: null, line: 6, error: '"id" is longer than 500 characters' },
    { line: 7, error: "it nests deeper than 150 levels" },
  ]);
});

test("what is asked of a running company may be long, and what is too long is refused", async () => {
  const company = await newStudio();
  await company.type("apply");
  await running(company);
  const asked = ["recall", "紙".repeat(2_000), "--client", "nobody"];
  expect((await company.type(...asked)).err).toMatch(/There is no client "nobody"/);
  for (const words of [
    ["facts", mb10],
    ["facts", "--client", mb10],
    ["episodes", mb10],
  ]) {
    const told = await company.type(...words);
    expect([told.code, told.err]).toEqual([1, expect.stringMatching(/ask it shorter/)]);
  }
  const sure = ["fact", "set", "preference.ink", "red", "--confidence", "150"];
  expect((await company.type(...sure)).err).toMatch(/"confidence" is more than 100/);
});

test.each<[string, string[], RegExp]>([
  [
    "a folder",
    ["memory", "import", "--facts", "."],
    /"\." *: it is a folder.*You name a file in it/,
  ],
  ["a folder of questions", ["recall", "--queries", "."], /it is a folder/],
  [
    "a client beside questions",
    ["recall", "--queries", "q.ndjson", "--client", "ana"],
    /each line says whose it is/,
  ],
  ["a question of 10 MB", ["recall", mb10, "--client", "x"], /Ask in at most 2000/],
  ["a client of 10 MB", ["facts", "--client", mb10], /name of 10000000 characters/],
  ["a kind of 10 MB", ["facts", mb10], /no kind of record "x{60}"/],
  ["a kind with a sign", ["fact", "set", "pre\u202Ef.ink", "a"], /small letters, digits and -/],
  ["a fact named by 10 MB", ["fact", "why", mb10], /Cannot tell which fact/],
  ["a record of 10 MB", ["fact", "why", "note.text", "--of", mb10], /in 1 to 500 characters/],
  ["nothing", ["remember", " "], /it says nothing/],
  ["no reason", ["fact", "correct", "note.a", "b", "--because", " "], /nothing is known|a reason/],
  ["no letter", ["fact", "set", "note.a", "a\uFFFDb"], /type it anew/],
])("what is typed and cannot be meant is refused shortly: %s", async (_, words, because) => {
  const company = await newStudio();
  await company.type("apply");
  const told = await company.type(...words);
  const all = (told.out + told.err).replaceAll(/\s+/g, " ");
  expect([told.code === 0, all.length < 2_000]).toEqual([false, true]);
  expect(all).toMatch(because);
});

test("what is known on the last day that can be written is told", async () => {
  const company = await newStudio();
  await company.type("apply");
  await company.type("fact", "set", "preference.ink", "red");
  const told = await company.type("facts", "--at", "9999-12-31", "--known", "9999-12-31");
  expect([told.code, told.out]).toEqual([0, expect.stringContaining("red")]);
});

test("a card that goes on without end, or was changed on no day, is told", async () => {
  const company = await newStudio();
  await company.type("apply");
  const file = path.join(company.workspace, "cards.vcf");
  const card = (...more: string[]) =>
    ["BEGIN:VCARD", "VERSION:4.0", "FN:Ana", ...more, "END:VCARD", ""].join("\r\n");
  await writeFile(
    file,
    card(`TEL${";A=b".repeat(1_000_000)}:1`) +
      card("REV:20260230T000000Z") +
      card(`NOTE:${"x".repeat(4_000_000)}`),
  );
  const began = performance.now();
  const { code, out } = await company.type("memory", "import", "--vcard", file, "--json");
  expect(performance.now() - began).toBeLessThan(20_000);
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    refused: [
      { where: "line 1", reason: expect.stringMatching(/nobody known is called "Ana"/) },
      { where: "line 6", reason: expect.stringMatching(/its REV is no time; write one like/) },
      { where: "line 11", reason: expect.stringMatching(/its NOTE is longer than 32768/) },
    ],
  });
});
