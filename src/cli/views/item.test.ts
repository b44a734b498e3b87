import { expect, test } from "vitest";
import { frame } from "../../../test/fakes/frame.ts";
import { harbour, nordlicht, ruiz } from "../../../test/fakes/sample-items.ts";
import { itemLines } from "./item.ts";

test("one approval shows the acts in order, the draft against the mail, why, and how to answer", () => {
  expect(itemLines(nordlicht, frame()).join("\n")).toBe(
    `
17 · Nordlicht Coffee · Send brief + deposit invoice 2,856.00 EUR
client waits since Mon 16:41 · mail is final · ignored: asked again 13:00
AFTER YOUR YES, IN THIS ORDER
 1 Client   enquiry → active                     can be undone
 2 Invoice  2,400.00 + 19 % 456.00 = 2,856.00 EUR
            file: /data/drafts/17.pdf            by credit note only
 3 Mail     to ana@nordlicht.example             final
            address: sender of the enquiry, new contact
DRAFT AGAINST WHAT CAME IN
   scope     packaging, 4 blends
 - deadline  "mid July"
 + deadline  15 July
 + excluded  website
 ? price     4,800.00, your price list v7
ALSO IN IT
   client.name   Nordlicht Coffee
   client.email  ana@nordlicht.example
WHY ASKED   price to a new client; your last 3 like it: 4,500 to 5,200
DRAFTED BY  rules, brief 3, no model
IF IGNORED  13:00, then each morning; nothing is sent

  npx mainstay approve 17             approve exactly this
  npx mainstay approve 17 --edit      edit
  npx mainstay deny 17 --because "…"  no
  npx mainstay answer 17 take         I'll do it`.trimStart(),
  );
});

test("everything an answer binds is shown, also what no comparison mentions", () => {
  const text = itemLines({ ...nordlicht, diff: [] }, frame()).join("\n");
  expect(text).toContain("EXACTLY THIS");
  for (const value of ["15 July", "4800.00 EUR", "ana@nordlicht.example"]) {
    expect(text).toContain(value);
  }
});

test("on a terminal the answers are keys", () => {
  const lines = itemLines(nordlicht, frame({ keys: true }));
  expect(lines).toContain("AFTER y, IN THIS ORDER");
  expect(lines.slice(-2)).toEqual([
    "y approve exactly this  e edit  n no  t I'll do it  o open the file  x evidence",
    "i inbox",
  ]);
});

test("a question names its own answers", () => {
  expect(itemLines(harbour, frame()).slice(-2)).toEqual([
    "  npx mainstay answer 18 paid  it is paid",
    "  npx mainstay answer 18 late  not yet",
  ]);
  expect(itemLines(harbour, frame({ keys: true })).at(-1)).toBe(
    "p it is paid  a not yet  x evidence  i inbox",
  );
});

test("what takes no answer any more offers none", () => {
  expect(itemLines({ ...nordlicht, answers: {}, expired: true }, frame()).at(-1)).toBe(
    "IF IGNORED  13:00, then each morning; nothing is sent",
  );
});

test("a form shows what is known already", () => {
  expect(itemLines(ruiz, frame())).toEqual([
    "15 · Ana Ruiz · Write the brief by hand",
    "KNOWN SO FAR",
    "   from    ana@ruiz.example",
    "   budget  –",
    "TO FILL IN",
    "   budget  text, needed: what she can spend",
    "",
    "  npx mainstay answer 15 fill --template > form-15.yaml",
    "    its fields as a file, to fill in there",
    "  npx mainstay answer 15 fill --file form-15.yaml",
    "    hands it in",
  ]);
});

test("identifiers appear only on demand", () => {
  expect(itemLines(nordlicht, frame()).join("\n")).not.toContain("d17");
  expect(itemLines(nordlicht, frame(), { all: true }).join("\n")).toContain("d17");
});

test("a comparison of a part hides no other part", () => {
  const diff = [{ field: "client", before: null, after: "Nordlicht", mark: "same" as const }];
  const text = itemLines({ ...nordlicht, diff, deeds: [] }, frame()).join("\n");
  expect(text).toContain("ana@nordlicht.example");
});

test("a letter is begun among the deeds and stands whole below, or is whole among them", () => {
  const text = ["Dear Ana,", "one", "two", "three", "four", "Clara"];
  const deeds = [{ label: "Mail", line: "to Ana", details: text, undo: "final", open: null }];
  const diff = [{ field: "text", before: null, after: text.join("\n\n"), mark: "added" as const }];
  const folded = itemLines({ ...nordlicht, deeds, diff }, frame()).join("\n");
  expect(folded).toContain("two\n         … (whole letter below)\nDRAFT AGAINST");
  const other = [{ ...diff[0]!, after: text.toReversed().join("\n") }];
  expect(itemLines({ ...nordlicht, deeds, diff: other }, frame()).join()).not.toContain("below)");
  const whole = itemLines({ ...nordlicht, deeds, diff: [] }, frame()).join("\n");
  for (const line of text) expect(whole).toContain(line);
  expect(whole).not.toContain("below");
});

test("a settled decision says what was answered and where its job is", () => {
  const settled = { line: "you approved it", at: 0 };
  expect(itemLines({ ...nordlicht, settled }, frame())).toEqual([
    "17 · Nordlicht Coffee · Send brief + deposit invoice 2,856.00 EUR",
    "SETTLED     you approved it",
    "JOB         12: npx mainstay show 12",
  ]);
});
