import { expect, test } from "vitest";
import type { RunView } from "../api/contract/jobs.ts";
import { cardsOf, clientOf, tableOf } from "./clients.ts";
import { csvOf } from "./csv.ts";
import { endingOf, numbered, slug, staysBelow } from "./names.ts";
import { recordsAsCsv, recordsIn } from "./records.ts";
import { timelineOf } from "./timeline.ts";

const bytes = (text: string) => Buffer.from(text);

test("cells are quoted where they must be, and none is taken for a formula", () => {
  expect(
    csvOf(
      ["a", "b"],
      [
        ['say "hi"', "x,y"],
        ["=1+1", -3],
        [null, ["l"]],
        ["two\nlines", true],
      ],
    ),
  ).toBe('a,b\r\n"say ""hi""","x,y"\r\n\'=1+1,-3\r\n,"[""l""]"\r\n"two\nlines",true\r\n');
});

test("clients are cards that other programs read", () => {
  const client = clientOf({
    subject: "s1",
    name: "Ruiz; Señal, Co\\",
    sender: "Ana",
    address: "ana@ruiz.example",
    stage: "active",
    arrivals: 3,
    into: null,
  });
  const card = cardsOf([client]);
  expect(card).toBe(
    "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:s1\r\nFN:Ruiz\\; Señal\\, Co\\\\\r\nEMAIL:ana@ruiz.example\r\nCATEGORIES:active\r\nEND:VCARD\r\n",
  );
  expect(tableOf([client])).toContain('s1,"Ruiz; Señal, Co\\",ana@ruiz.example,active,3,\r\n');
});

test("long lines of a card are folded between letters, and nobody unknown has one", () => {
  const unknown = { id: "s2", name: "", address: "", stage: "", arrivals: 1, into: "" };
  const long = { ...unknown, name: "ä".repeat(100), address: "a@b.example" };
  const lines = cardsOf([unknown, long]).split("\r\n");
  expect(lines.every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  expect(cardsOf([unknown, long]).replaceAll("\r\n ", "")).toContain(`FN:${"ä".repeat(100)}\r\n`);
  expect(cardsOf([unknown])).toBe("");
});

test("records are tables with every field that any of them has", () => {
  const rows = [
    { kind: "client", id: "1", field: "name", value: '"Ana"' },
    { kind: "client", id: "2", field: "city", value: '{"zip":1}' },
    { kind: "brief", id: "1", field: "done", value: null },
  ];
  const records = recordsIn(rows);
  expect([...records.keys()]).toEqual(["client", "brief"]);
  expect(recordsAsCsv(records.get("client") ?? [])).toBe(
    'id,city,name\r\n1,,Ana\r\n2,"{""zip"":1}",\r\n',
  );
});

test("a job reads as text, and nothing in it is taken for markup", () => {
  const entry = {
    seq: 1,
    at: 0,
    verb: "did",
    what: "sent *everything*\nto <b>",
    why: "",
    by: "",
    version: "",
    costMicros: 0,
    causedBy: null,
    undo: "",
    step: "",
    detail: false,
  };
  const run: RunView = {
    number: 7,
    runbook: "onboard-client",
    title: "",
    client: "Ana [x]",
    status: "completed",
    line: "",
    paused: null,
    startedAt: 0,
    nextTryAt: null,
    endedAt: 60_000,
    costMicros: 0,
    from: "",
    version: "",
    release: "",
    entries: [entry, { ...entry, detail: true }, { ...entry, what: "x", why: "you said so" }],
    next: "",
    currency: "EUR",
    timeZone: "UTC",
    locale: "en-GB",
  };
  expect(timelineOf(run).replaceAll("\u202f", " ")).toBe(
    "# onboard-client · Ana \\[x\\]\n\nJob 7, completed: started 1 Jan 1970, 00:00, ended 1 Jan 1970, 00:01 (UTC)\n\n- 1 Jan 1970, 00:00 · **did** sent \\*everything\\* to \\<b\\>\n- 1 Jan 1970, 00:00 · **did** x (you said so)\n",
  );
  expect(timelineOf({ ...run, client: "", endedAt: null })).toContain("# onboard-client\n");
});

test("names say what a file is, on every file system", () => {
  expect(slug("Ruiz y Señal: größe/../x")).toBe("ruiz-y-senal-grosse-x");
  expect(numbered(7, "", ".eml")).toBe("0007.eml");
  expect(numbered(12, "Re: Hello", ".eml")).toBe("0012-re-hello.eml");
  expect(endingOf("a.PDF", "", bytes(""))).toBe(".pdf");
  expect(endingOf("", "image/png", bytes(""))).toBe(".png");
  expect(endingOf("", "", bytes("%PDF-1.7"))).toBe(".pdf");
  expect(endingOf("", "", bytes("From: a\r\n b\r\nTo: c\r\n\r\n"))).toBe(".eml");
  expect(endingOf("", "", bytes('{"a":1}'))).toBe(".json");
  expect(endingOf("", "", bytes("Date;Amount;Text\n1;2;3"))).toBe(".csv");
  expect(endingOf("x.verylongending", "", bytes("\0\0"))).toBe(".bin");
});

test.each(["", "/etc/passwd", "a/../b", "a//b", "./a", "C:/a", "a\\b", "a\0"])(
  "%j leads out of its folder",
  (path) => {
    expect(staysBelow(path)).toBe(false);
  },
);

test("a path of plain names stays below", () => {
  expect(staysBelow("a/b-1/.c.eml")).toBe(true);
});
