import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { findings } from "../forget/search.ts";
import { type Company, newStudio } from "../bad-input/company.ts";

const talk = [
  ["n1", "Ana", "2026-03-02T10:00Z", "t1", "Hello Alva, we plan a second shop in Bremen."],
  ["n2", "Alva", "2026-03-02T10:05Z", "t1", "Lovely! Which paper do you want for the tea boxes?"],
  ["n3", "Ana", "2026-03-02T10:09Z", "t1", "Uncoated, please, and nothing that shines."],
  ["n4", "Ana", "2026-04-20T09:00Z", "t2", "The quizzelfrost flavour is a secret until May."],
  ["n5", "Alva", "2026-04-20T09:30Z", "t2", "My dog was ill, sorry for the late answer."],
  ["n6", "Ana", "2026-06-01T08:00Z", "t3", "We changed our minds: glossy boxes after all."],
] as const;

const lines = (client: string) =>
  talk.map(([id, author, at, thread, text]) =>
    JSON.stringify({ id, client, author, at, thread, text }),
  );

async function kept(company: Company, name: string, ...all: string[]) {
  const file = path.join(company.workspace, name);
  await writeFile(file, `${all.join("\n")}\n`);
  return company.type("memory", "import", "--jsonl", file, "--json");
}

async function found(company: Company, query: string, ...more: string[]): Promise<string[]> {
  const told = await company.type("recall", query, "--client", "ana", "--json", ...more);
  expect(told).toMatchObject({ code: 0, err: "" });
  return JSON.parse(told.out).passages.map(({ id }: { id: string }) => id);
}

test("D4: what was said is found by its words and by its meaning, and by when it was said", async () => {
  const company = await newStudio();
  const told = await kept(company, "talk.jsonl", ...lines("ana"));
  expect([told.code, JSON.parse(told.out)]).toEqual([
    0,
    expect.objectContaining({ kept: 6, known: 0, refused: [] }),
  ]);
  expect((await found(company, "Which paper did Ana want?", "--k", "3")).slice(0, 2)).toContain(
    "n3",
  );
  // No word of it stands in the passage.
  expect((await found(company, "Was Alva's pet sick?", "--k", "1"))[0]).toBe("n5");
  expect(await found(company, "boxes", "--at", "2026-05-01")).not.toContain("n6");
  expect(await found(company, "boxes")).toContain("n6");

  const again = await kept(company, "talk.jsonl", ...lines("ana"));
  expect([again.code, JSON.parse(again.out)]).toEqual([
    0,
    expect.objectContaining({ kept: 0, known: 6 }),
  ]);
});

test("a day is the company's, to its end", async () => {
  const company = await newStudio();
  await company.change("mainstay.yaml", "timeZone: Europe/Berlin", "timeZone: America/New_York");
  await company.type("apply");
  await kept(
    company,
    "talk.jsonl",
    JSON.stringify({
      id: "e",
      client: "ana",
      at: "2026-03-31T22:00:00-04:00",
      text: "evening fig",
    }),
    JSON.stringify({ id: "d", client: "ana", at: "2026-04-01", text: "morning fig" }),
  );
  expect(await found(company, "evening fig", "--at", "2026-03-30")).toEqual([]);
  expect(await found(company, "evening fig", "--at", "2026-03-31")).toEqual(["e"]);
  expect((await found(company, "evening fig", "--at", "2026-04-01")).toSorted()).toEqual([
    "d",
    "e",
  ]);
  const file = path.join(company.workspace, "questions.ndjson");
  await writeFile(
    file,
    `${JSON.stringify({ id: "q", client: "ana", query: "fig", at: "2026-03-31" })}\n`,
  );
  const told = await company.type("recall", "--queries", file, "--json");
  expect(JSON.parse(told.out)).toMatchObject({ id: "q", ids: ["e"] });

  const note = path.join(company.workspace, "note.md");
  await writeFile(note, "---\nat: 2026-04-01T20:30\n---\nThe noted quizzelfrost.");
  await company.type("memory", "import", "--markdown", note, "--client", "ana");
  const shown = await company.type("recall", "quizzelfrost", "--client", "ana", "--k", "1");
  expect(shown.out).toContain("Wed 1 April 2026 20:30");
});

test("what cannot be kept is told line by line, and the rest is kept", async () => {
  const company = await newStudio();
  await kept(company, "first.jsonl", ...lines("ana").slice(0, 1));
  const other = JSON.stringify({ id: "n1", client: "ana", text: "Something else." });
  const told = await kept(company, "next.jsonl", other, "{", "", ...lines("ana").slice(1, 3));
  expect(told.code).toBe(1);
  expect(JSON.parse(told.out)).toMatchObject({
    kept: 2,
    refused: [
      { line: 1, reason: '"n1" of this client is here already, and says something else' },
      { line: 2, reason: "it is no JSON" },
    ],
  });
});

test("D4: nothing of one client reaches another, however alike they are called", async () => {
  const names = [
    "an",
    "ana ",
    "Ana",
    "ana*",
    '"ana"',
    "ana OR ben",
    "%",
    "ana\tana",
    "'; DROP TABLE",
  ];
  const clients = ["ana", ...names];
  const company = await newStudio();
  const theirs = (client: string) =>
    lines(client).map((line) => line.replace('"id":"', `"id":"${clients.indexOf(client)}-`));
  await kept(company, "all.jsonl", ...clients.flatMap(theirs));
  const queries = ["What is the secret?", "quizzelfrost", "Was the dog ill?", 'client:"ana" OR *'];
  const asked = clients.flatMap((client, i) =>
    queries.map((query) => JSON.stringify({ id: `${i}`, client, query, k: 100 })),
  );
  await company.write("questions.ndjson", asked.join("\n"));
  const file = path.join(company.workspace, "questions.ndjson");
  const told = await company.type("recall", "--queries", file, "--json");
  const answers = told.out.trim().split("\n");
  expect(answers).toHaveLength(asked.length);
  for (const answer of answers) {
    const { id, ids } = JSON.parse(answer) as { id: string; ids: string[] };
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.filter((each) => !each.startsWith(`${id}-`))).toEqual([]);
  }
});

const foreign = (line: string): string => line.replace('"id":"', '"id":"other-');

test("many questions are answered in one go, each in its place, whatever one of them is", async () => {
  const company = await newStudio();
  await kept(company, "talk.jsonl", ...lines("ana"));
  const file = path.join(company.workspace, "questions.ndjson");
  const asked = [
    { id: "a", client: "ana", query: "Which paper?", k: 2 },
    { id: "b", client: "nobody", query: "Which paper?" },
    { id: "c", client: "ana" },
    { id: 7, client: "ana", query: "second shop", k: 1, at: "2026-03-03" },
  ];
  await writeFile(file, asked.map((each) => JSON.stringify(each)).join("\n"));
  const told = await company.type("recall", "--queries", file, "--json");
  const answers = told.out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(told.code).toBe(1);
  expect(answers).toMatchObject([
    {
      id: "a",
      ids: [expect.any(String), expect.any(String)],
      scores: [expect.any(Number), expect.any(Number)],
    },
    { id: "b", error: expect.stringContaining('no client "nobody"') },
    { id: "c", line: 3, error: '"query" is missing, or no text' },
    { id: "7", ids: ["n1"] },
  ]);
});

test("a recall without a client, a query or a sound time is refused with what to type", async () => {
  const company = await newStudio();
  for (const argv of [
    ["paper"],
    ["", "--client", "ana"],
    ["x", "--client", "ana", "--at", "2026-02-30"],
  ]) {
    const told = await company.type("recall", ...argv);
    expect([told.code, told.out]).toEqual([2, ""]);
  }
});

test("D5, LG5: who is forgotten is recalled no more, and no word or vector of theirs is left", async () => {
  const company = await newStudio();
  await kept(company, "talk.jsonl", ...lines("ana"), ...lines("ben").map(foreign));
  await company.type("forget", "ana", "--yes-forget", "ana");
  const told = await company.type("recall", "quizzelfrost", "--client", "ana");
  expect(told.out).not.toContain("quizzelfrost");
  const words = ["Bremen", "uncoated"];
  const others = await company.type("recall", "quizzelfrost", "--client", "ben", "--json");
  expect(JSON.parse(others.out)).toMatchObject({ known: 6, missing: 0 });
  expect(findings(company.data, words, [])).toEqual([]);
});
