import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { newStudio, scratch, typed } from "../bad-input/company.ts";

const said = [
  ["n1", "ana", "2026-03-02T10:00Z", "We plan a second shop in Bremen."],
  ["n2", "ana", "2026-03-02T10:09Z", "Uncoated paper, please, and nothing that shines."],
  ["n3", "ana", "2026-06-01T08:00Z", "We changed our minds: glossy paper after all."],
  // The same ids, and another client's words.
  ["n1", 'ana" OR *', "2026-03-02T10:00Z", "The shop in Bremen is a secret of ours."],
  ["n2", 'ana" OR *', "2026-03-02T10:09Z", "The paper is a secret, too."],
] as const;

const asked = [
  {
    id: "a",
    client: "ana",
    query: "Where does the shop open?",
    kind: "single-hop",
    evidence: ["n1"],
  },
  {
    id: "b",
    client: "ana",
    query: "Which paper?",
    kind: "temporal",
    at: "2026-05-01",
    evidence: ["n2"],
  },
  {
    id: "c",
    client: 'ana" OR *',
    query: "Is the paper secret?",
    kind: "multi-hop",
    evidence: ["n1", "n2"],
  },
  { id: "d", client: "ana", query: "Which dog?", kind: "must-not-answer", evidence: [] },
];

async function setOf(questions: readonly object[], folder?: string): Promise<string> {
  const made = folder ?? (await scratch());
  const lines = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join("\n");
  const passages = said.map(([id, client, at, text]) => ({ id, client, at, text, thread: "t" }));
  await writeFile(path.join(made, "passages.jsonl"), lines(passages));
  await writeFile(path.join(made, "questions.jsonl"), lines(questions));
  return made;
}

test("a set is asked in a company of its own, kind by kind, and what was found is written down", async () => {
  const studio = await newStudio();
  const set = await setOf(asked);
  const report = path.join(set, "figures.json");
  const told = await typed(["memory", "eval", "--set", set, "--report", report, "--json"]);
  expect(told).toMatchObject({ code: 0, err: "" });
  const one = { questions: 1, at5: 1, at10: 1, packed: 1 };
  const view: unknown = JSON.parse(told.out);
  expect(view).toMatchObject({
    clients: 2,
    passages: 5,
    all: { questions: 3, at10: 1 },
    kinds: [
      { kind: "single-hop", ...one },
      { kind: "temporal", ...one },
      { kind: "multi-hop", ...one },
    ],
    foreign: 0,
    over: 0,
    uncited: 0,
    rebuilt: true,
    wordsOnly: 0,
    unanswerable: 1,
    told: { auc: expect.any(Number) },
  });
  expect(JSON.parse(await readFile(report, "utf8"))).toMatchObject({
    all: { questions: 3 },
    questions: [{ id: "a", ids: expect.arrayContaining(["n1"]) }, {}, { at10: 1 }, { id: "d" }],
  });
  expect(await readdir(studio.workspace)).not.toContain(".mainstay");
});

test("TC2: with a folder, what was kept is not made anew", async () => {
  const set = await setOf(asked);
  const data = path.join(set, "tested");
  const first = await typed(["memory", "eval", "--set", set, "--data", data]);
  const companies = await readdir(data);
  const second = await typed(["memory", "eval", "--set", set, "--data", data]);
  expect(second).toEqual(first);
  expect(first.out).toContain("Asked 4 questions about 5 passages of 2 clients");
  expect(await readdir(data)).toEqual(companies);
});

test("TC1: nothing is tested in her own company", async () => {
  const company = await newStudio();
  await company.type(
    "memory",
    "import",
    "--jsonl",
    path.join(await setOf(asked), "passages.jsonl"),
  );
  const before = await company.recorded();
  const told = await company.type("memory", "eval", "--set", await setOf(asked));
  expect(told.code).toBe(1);
  expect(told.err.replaceAll(/\s+/g, " ")).toContain("it holds a company's data");
  expect(await company.recorded()).toBe(before);
  const elsewhere = path.join(company.workspace, "elsewhere");
  await mkdir(elsewhere);
  const remedied = await typed(
    ["memory", "eval", "--set", await setOf(asked), "--data", elsewhere],
    { env: { NO_COLOR: "1", MAINSTAY_HOME: company.data } },
  );
  expect(remedied.code).toBe(0);
});

test("ES1: a set that is not whole is refused, with what is wrong in which line", async () => {
  const bad: object[] = [
    { ...asked[0], evidence: ["n9"] },
    { ...asked[1], kind: "" },
    { ...asked[2], client: "nobody" },
    { ...asked[3] },
    { ...asked[3] },
    { id: "f" },
  ];
  const told = await typed(["memory", "eval", "--set", await setOf(bad)]);
  expect(told).toMatchObject({ code: 2, out: "" });
  const words = told.err.replaceAll(/\s+/g, " ");
  for (const part of [
    'line 1: "n9" is no passage of "ana"',
    'line 2: "kind" or "evidence" is missing',
    'line 3: there is no passage of "nobody"',
    'line 5: there is another question "d"',
    'line 6: "client" is missing',
    "name another folder with --set",
  ]) {
    expect(words).toContain(part);
  }
  const nowhere = await typed(["memory", "eval", "--set", path.join(await scratch(), "none")]);
  expect(nowhere.code).toBe(1);
  expect(nowhere.err).toContain("there is no such file");
});

test("a report that cannot be written is told before anything is asked", async () => {
  const set = await setOf(asked);
  const report = path.join(set, "nowhere", "figures.json");
  const told = await typed(["memory", "eval", "--set", set, "--report", report]);
  expect(told).toMatchObject({ code: 1, out: "" });
  expect(told.err.replaceAll(/\s+/g, " ")).toContain("there is no such file or folder");
});
