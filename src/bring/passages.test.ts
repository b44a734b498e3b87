import { expect, test } from "vitest";
import { factLines } from "./facts.ts";
import { passageLines } from "./passages.ts";

const whole = {
  id: "m1",
  client: "ana",
  author: "Ana",
  at: "2026-03-03T09:30:00Z",
  thread: "t",
  text: "Hi",
};
const line = (more: object) => JSON.stringify({ ...whole, ...more });
const read = (...lines: string[]) => readIn("UTC", ...lines);
const readIn = (zone: string, ...lines: string[]) => {
  const reader = passageLines(zone);
  return lines.map((each) => reader.read(each));
};

test("a line of JSON is a passage", () => {
  const at = Date.UTC(2026, 2, 3, 9, 30);
  expect(read(line({}))).toEqual([{ row: { ...whole, line: 1, at } }]);
});

test.each([
  ["2026-03-03", Date.UTC(2026, 2, 3)],
  ["2026-03-03T09:30", Date.UTC(2026, 2, 3, 9, 30)],
  ["2026-03-03 09:30:15.250+02:00", Date.UTC(2026, 2, 3, 7, 30, 15, 250)],
  [1_772_530_200_000, 1_772_530_200_000],
  [null, 0],
])("%j is a time", (at, instant) => {
  expect(read(line({ at }))).toMatchObject([{ row: { at: instant } }]);
});

test.each([
  ["2026-04-01", Date.UTC(2026, 3, 1, 4)],
  ["2026-04-01T22:00:30", Date.UTC(2026, 3, 2, 2, 0, 30)],
  ["2026-04-01T22:00Z", Date.UTC(2026, 3, 1, 22)],
])("%j is a time of the company where it names no zone", (at, instant) => {
  expect(readIn("America/New_York", line({ at }))).toMatchObject([{ row: { at: instant } }]);
});

test("the first day there is may begin before it where the company is", () => {
  expect(readIn("Asia/Tokyo", line({ at: "1970-01-01" }))).toMatchObject([{ row: { at: 0 } }]);
});

test.each(["2026-02-30", "yesterday", "2026-13-01", "", -5, 1e18, "2026-03-03T25:00Z"])(
  "%j is none",
  (at) => {
    expect(read(line({ at }))).toEqual([
      { refused: { line: 1, reason: expect.stringMatching(/^"at" /) } },
    ]);
  },
);

test("JL1: what is missing, empty, too long or torn is refused by name", () => {
  const reasons = read(
    "{",
    "[]",
    JSON.stringify({ client: "a", text: "x" }),
    line({ id: "" }),
    line({ text: "  " }),
    line({ text: "x".repeat(40_000) }),
    line({ client: "\ud800" }),
    line({ author: 5 }),
  ).map((each) => (each !== null && "refused" in each ? each.refused.reason : "taken"));
  expect(reasons).toEqual([
    "it is no JSON",
    "it is no object",
    '"id" is missing',
    '"id" is empty',
    '"text" is empty',
    '"text" is longer than 32768 characters; part it',
    '"client" holds half of a character',
    '"author" is missing, or no text',
  ]);
});

test("a whole number is an id as its digits are; what would be rounded or is no name is refused", () => {
  const big = line({}).replace('"m1"', "9007199254740993");
  expect(
    read(line({ id: 5 }), line({ id: "5" }), line({ id: 5.5 }), big, line({ id: true })),
  ).toMatchObject([
    { row: { id: "5" } },
    { refused: { line: 2, reason: '"5" stands in line 1 already' } },
    { refused: { line: 3, reason: expect.stringMatching(/"id" .* write it in quotes/) as string } },
    { refused: { line: 4, reason: expect.stringMatching(/"id" .* write it in quotes/) as string } },
    { refused: { line: 5, reason: '"id" is neither text nor a whole number' } },
  ]);
});

test("JL2: what stands twice in a line, or nests without end, is refused", () => {
  expect(
    read(
      '{"id":"a","client":"b","text":"one","te\\u0078t":"two"}',
      `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
    ),
  ).toEqual([
    { refused: { line: 1, reason: '"text" stands in it twice' } },
    { refused: { line: 2, reason: "it nests deeper than 150 levels" } },
  ]);
});

test("JL3: what is said of a line is short, however long the line is", () => {
  const long = "x".repeat(9_000_000);
  const [twice, ...rest] = [
    ...read(line({}), line({ id: long }), line({ at: long }), line({ client: long, thread: long })),
    ...[factLines("UTC")].flatMap((reader) =>
      [
        { client: "b", kind: long, field: "f", value: long },
        { client: "b", kind: "note", field: "f", value: 1, [long]: 1 },
        Object.fromEntries(Array.from({ length: 9_000 }, (_, n) => [`f${n}`, 1])),
        { client: "b", kind: "note", field: "f", value: 1, from: long, confidence: 101 },
      ].map((each) => reader.read(JSON.stringify(each))),
    ),
  ];
  expect(twice).toMatchObject({ row: { line: 1 } });
  for (const each of rest) {
    const reason = each !== null && "refused" in each ? each.refused.reason : "";
    expect(reason).not.toBe("");
    expect(reason.length).toBeLessThan(500);
    expect(reason).not.toMatch(/Invalid input|Unrecognized|Too (?:big|small)/);
  }
});

test("JL1: the same id twice is refused, of another client it is not; empty lines count", () => {
  expect(
    read(line({}), "", line({ text: "Ho" }), line({ client: "ben" }), line({ id: 5 })),
  ).toMatchObject([
    { row: { line: 1 } },
    null,
    { refused: { line: 3, reason: '"m1" stands in line 1 already' } },
    { row: { line: 4, client: "ben" } },
    { row: { line: 5, id: "5" } },
  ]);
});
