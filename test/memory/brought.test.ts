import { execFile } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test, vi } from "vitest";
import type { FactsView } from "../../src/api/contract/facts.ts";
import type { RecallView } from "../../src/api/contract/memory.ts";
import type { LearntView, RememberedView } from "../../src/cli/views/memory/import.ts";
import { type Company, openIn, quiet, studio } from "../bad-input/company.ts";
import { findings } from "../forget/search.ts";

// The model that comes along is read anew by each command that needs it.
vi.setConfig({ testTimeout: 60_000 });

const ana = "ana@nordlicht.example";

const mail = (fields: Record<string, string>, text: string): string =>
  `${Object.entries({
    From: `Ana Lindqvist <${ana}>`,
    To: "Clara Marlow <hello@studio-marlow.example>",
    Date: "Mon, 2 Mar 2026 10:00:00 +0000",
    "Content-Type": "text/plain; charset=utf-8",
    ...fields,
  })
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("")}\r\n${text}`;

async function folderOf(company: Company, files: Record<string, string | Buffer>) {
  const folder = path.join(company.workspace, "brought");
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  return folder;
}

async function brought(company: Company, ...words: string[]) {
  const { code, out, err } = await company.type("memory", "import", ...words, "--json");
  expect(err).toBe("");
  return { code, ...(JSON.parse(out) as RememberedView & LearntView) };
}

async function found(company: Company, query: string, client = ana) {
  const told = await company.type("recall", query, "--client", client, "--k", "1", "--json");
  return (JSON.parse(told.out) as RecallView).passages[0];
}

test("mails are kept for the client they are from or to; what was sent from here is the company's word", async () => {
  const company = await studio();
  const folder = await folderOf(company, {
    "1.eml": mail(
      { "Message-ID": "<m1@nordlicht.example>", Subject: "Quizzel boxes" },
      "We want uncoated paper.\r\n\r\n> What did you want?\r\n",
    ),
    "deep/2.eml": mail(
      {
        From: "Clara <HELLO@studio-marlow.example>",
        To: `somebody@else.example, ${ana}`,
        "Message-ID": "<m2@studio-marlow.example>",
        "In-Reply-To": "<m1@nordlicht.example>",
        References: "<m1@nordlicht.example>",
        Subject: "Re: Quizzel boxes",
      },
      "Uncoated it is.",
    ),
    "3.eml": mail({ Subject: "No id" }, "The harbourfrost shop opens in May."),
    "notes.txt": "nothing to do with it",
  });
  const first = await brought(company, "--eml", folder);
  expect(first).toMatchObject({ code: 0, kept: 3, known: 0, refused: [] });
  expect(await found(company, "uncoated paper")).toMatchObject({
    id: "m1@nordlicht.example",
    author: "Ana Lindqvist",
    at: Date.UTC(2026, 2, 2, 10),
    thread: "m1@nordlicht.example",
    text: "Quizzel boxes\nWe want uncoated paper.",
  });
  expect(await found(company, "Re: Uncoated it is")).toMatchObject({
    author: "Studio Marlow",
    thread: "m1@nordlicht.example",
  });
  expect(await brought(company, "--eml", folder)).toMatchObject({ code: 0, kept: 0, known: 3 });
});

test("a mail that came by itself is known, and who nobody knows is told and not met", async () => {
  const company = await studio();
  const here = path.join(company.workspace, "mail/12-nordlicht-packaging.eml");
  expect(await brought(company, "--eml", here)).toMatchObject({ code: 0, kept: 0, known: 1 });
  const folder = await folderOf(company, {
    "a.eml": mail({ From: "Who <who@nowhere.example>" }, "Hello."),
    "b.eml": mail({ "List-Unsubscribe": "<https://x.example>", Precedence: "bulk" }, "News!"),
    "c.eml": Buffer.from([0, 1, 2, 3, 255, 254, 0, 0, 7]),
    "d.eml": "",
    "e.eml": mail({ From: "Clara <hello@studio-marlow.example>", To: "" }, "To nobody."),
  });
  await symlink(here, path.join(folder, "link.eml"));
  const told = await brought(company, "--eml", folder);
  expect(told).toMatchObject({ code: 1, kept: 0, notKept: 6 });
  expect(told.refused.map(({ where, reason }) => `${where}: ${reason}`)).toEqual([
    expect.stringMatching(/^a\.eml: nobody known is called "who@nowhere.example"; .* --client/),
    expect.stringMatching(/^b\.eml: a machine sent it \(bulk\); .*--client/),
    expect.stringMatching(/^c\.eml: it is no whole mail/),
    expect.stringMatching(/^d\.eml: it is no whole mail: the file is empty/),
    expect.stringMatching(/^e\.eml: it names nobody but you; .*--client/),
    "link.eml: it is a link; name what it leads to itself",
  ]);
  const hers = await brought(company, "--eml", path.join(folder, "a.eml"), "--client", "Who & Co");
  expect(hers).toMatchObject({ code: 0, kept: 1 });
  expect(await found(company, "hello", "Who & Co")).toMatchObject({ author: "Who" });
});

test("who was brought along as a client is found by address, and a mail of theirs is kept", async () => {
  const company = await studio();
  const folder = await folderOf(company, {
    "a.eml": mail({ From: "Who <who@nowhere.example>" }, "Hello."),
    "list.csv": "name,email\nWho & Co,who@nowhere.example\n",
  });
  const eml = ["--eml", path.join(folder, "a.eml")];
  expect(await brought(company, ...eml, "--dry-run")).toMatchObject({ code: 1, notKept: 1 });
  const list = path.join(folder, "list.csv");
  expect(await company.type("bring", "clients", list)).toMatchObject({ code: 0 });
  expect(await brought(company, ...eml, "--dry-run")).toMatchObject({ code: 0, kept: 1 });
  expect(await brought(company, ...eml)).toMatchObject({ code: 0, kept: 1, known: 0 });
});

test("an mbox is read mail by mail, and one that says something else under an id that is here is told", async () => {
  const company = await studio();
  const one = mail({ "Message-ID": "<x1@n.example>" }, "First.\r\n");
  const other = mail({ "Message-ID": "<x1@n.example>" }, "Another.\r\n>From here on.\r\n");
  const mark = "From ana@nordlicht.example Mon Mar  2 10:00:00 2026\r\n";
  const folder = await folderOf(company, { "all.mbox": `${mark}${one}\r\n${mark}${other}` });
  const told = await brought(company, "--eml", path.join(folder, "all.mbox"));
  expect(told).toMatchObject({
    code: 1,
    kept: 1,
    refused: [{ where: "all.mbox, mail 2", reason: expect.stringMatching(/says something else/) }],
  });
});

test("a note's sections are passages, by its head; what says nothing of whose it is is told", async () => {
  const company = await studio();
  const folder = await folderOf(company, {
    "nordlicht.md": `---\nclient: ${ana}\nauthor: Clara\nat: 2026-03-03\nunknown: [a, b]\n---\n# Call\n\nAbout the blends.\n\n## Paper\r\n\r\nUncoated quizzelpaper.\n\n\`\`\`\n## no heading\n\`\`\`\n\n## Paper\nTwice.\n`,
    "sub/none.md": "Nobody's.",
    "odd.md": `---\nclient: [a]\n---\nText.`,
    "torn.md": `---\nclient: "a\n---\nText.`,
    "bidi.md": `---\nclient: ${ana}\n---\nAbc \u202e def.`,
    "long.md": `---\nclient: ${ana}\n---\n${"word ".repeat(8_000)}`,
    "picture.png": "no note",
  });
  const told = await brought(company, "--markdown", folder);
  expect(told).toMatchObject({ code: 1, kept: 3, notKept: 5 });
  expect(told.refused.map(({ where, reason }) => `${where}: ${reason}`)).toEqual([
    expect.stringMatching(/^bidi\.md: it holds a character that cannot be seen/),
    expect.stringMatching(/^long\.md: it is longer than 32768 characters; part it/),
    'odd.md: "client" in its head is no text',
    expect.stringMatching(/^sub\/none\.md: nobody says whose it is; .*--client/),
    expect.stringMatching(/^torn\.md: the head between its dashes is no YAML/),
  ]);
  expect(await found(company, "quizzelpaper")).toMatchObject({
    id: "nordlicht#paper",
    author: "Clara",
    // The company is in Berlin, and the day is its own.
    at: Date.UTC(2026, 2, 2, 23),
    thread: "nordlicht",
    text: "Paper\nUncoated quizzelpaper.\n\n```\n## no heading\n```",
  });
  const again = await brought(company, "--markdown", folder, "--client", ana);
  expect(again).toMatchObject({ kept: 1, known: 3, notKept: 4 });
});

test("a contact's card becomes facts of the client, by the rules of facts that others say", async () => {
  const company = await studio();
  const card = (...lines: string[]) =>
    `BEGIN:VCARD\r\nVERSION:4.0\r\n${lines.join("\r\n")}\r\nEND:VCARD\r\n`;
  const folder = await folderOf(company, {
    "all.vcf": [
      card(
        "FN:Ana Lindqvist",
        `EMAIL:${ana}`,
        "TEL;TYPE=cell:+49 40 1234",
        "VERSION:4.0",
        "ADR;TYPE=work:;;Kai 3;Hamburg;;20457;Germany",
        "NOTE:Likes short mails\\, and ",
        " quizzeltea.",
        "PHOTO:https://pictures.example/ana.png",
        "UID:urn:uuid:4fbe8971",
        "REV:20260303T093000Z",
      ),
      card("FN:Nobody At All", "NOTE:Told once."),
      card("EMAIL:x@y.example").replace("4.0", "2.1"),
      "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Torn\r\n",
    ].join(""),
  });
  const told = await brought(company, "--vcard", path.join(folder, "all.vcf"));
  expect(told.dropped).toEqual(["client.phone", "PHOTO"]);
  expect(told.refused.map(({ where, reason }) => `${where}: ${reason}`)).toEqual([
    expect.stringMatching(/^line 14: nobody known is called "Nobody At All"; .* bring clients/),
    expect.stringMatching(/^line 19: it is a vCard 2\.1, .*save it as 3\.0/),
    "line 23: the card never ends",
  ]);
  expect(told.code).toBe(1);
  const facts = await company.type("facts", "--client", ana, "--json");
  const records = (JSON.parse(facts.out) as FactsView).records;
  const client = records.find(({ kind }) => kind === "client");
  expect(client?.facts).toContainEqual(
    expect.objectContaining({
      field: "address",
      value: ["Kai 3", "20457 Hamburg"],
      validFrom: Date.UTC(2026, 2, 3, 9, 30),
      by: "import",
      vouched: false,
    }),
  );
  const note = records.find(({ kind }) => kind === "note");
  expect(note?.facts).toMatchObject([
    { field: "text", value: "Likes short mails, and quizzeltea." },
  ]);
  const again = await brought(company, "--vcard", path.join(folder, "all.vcf"));
  expect(again).toMatchObject({ recorded: 0, confirmed: 5, disputed: 0 });
});

test("what is broken, too large, hidden or no file is told, and nothing in a mail is run or fetched", async () => {
  const company = await studio();
  const html = `<style>p{color:red}</style><script>fetch("http://127.0.0.1:9/x")</script><img src="http://127.0.0.1:9/p.png"><p>Quizzel <b>visible</b></p>`;
  const folder = await folderOf(company, {
    "html.eml": mail({ "Content-Type": "text/html; charset=utf-8", Subject: "" }, html),
    "latin.eml": Buffer.from(
      mail({ "Content-Type": "text/plain; charset=iso-8859-1", Subject: "" }, "Gr\xfc\xdfe"),
      "latin1",
    ),
    "lost.eml": Buffer.concat([Buffer.from(mail({}, "")), Buffer.alloc(400, 0xff)]),
    "huge.eml": Buffer.concat([Buffer.from(mail({}, "")), Buffer.alloc(26 << 20, 0x61)]),
    "huge.md": Buffer.alloc(11 << 20, 0x61),
    ".hidden/x.eml": mail({}, "never read"),
  });
  await promisify(execFile)("mkfifo", [path.join(folder, "pipe.eml")]);
  const told = await brought(company, "--eml", folder);
  expect(told).toMatchObject({ code: 1, kept: 2 });
  expect(told.refused.map(({ where, reason }) => `${where}: ${reason}`)).toEqual([
    "huge.eml: it is larger than 25 MB; part it",
    "lost.eml: it is no whole mail: its text cannot be decoded",
    "pipe.eml: it is no file",
  ]);
  expect((await found(company, "quizzel"))?.text).toBe("Quizzel visible");
  expect((await found(company, "grüße"))?.text).toBe("Grüße");
  const notes = await brought(company, "--markdown", folder, "--client", ana);
  expect(notes.refused).toMatchObject([
    { where: "huge.md", reason: "it is larger than 10 MB; part it" },
  ]);
  for (const words of [
    ["--eml", path.join(folder, "none")],
    ["--vcard", path.join(folder, "html.eml")],
    ["--markdown", path.join(folder, ".hidden")],
  ]) {
    const nothing = await company.type("memory", "import", ...words);
    expect(nothing.code).toBe(1);
    expect(nothing.err).toMatch(/^Cannot read "/);
  }
});

test("LG5: with its client goes all that a mail, a note and a card said", async () => {
  const company = await studio();
  const folder = await folderOf(company, {
    "m.eml": mail(
      {
        "Message-ID": "<quizzelid@n.example>",
        Subject: "Quizzelsubject",
        Cc: "quizzelcc@n.example",
      },
      "Quizzeltext.",
    ),
    "n.md": `---\nclient: ${ana}\nauthor: Quizzelauthor\n---\nQuizzelnote.`,
    "c.vcf": `BEGIN:VCARD\nVERSION:4.0\nFN:Quizzelname\nEMAIL:${ana}\nUID:quizzeluid\nEND:VCARD\n`,
  });
  await brought(company, "--eml", folder);
  await brought(company, "--markdown", folder);
  await brought(company, "--vcard", path.join(folder, "c.vcf"));
  expect(await found(company, "Quizzelnote")).toMatchObject({ author: "Quizzelauthor" });
  const dump = await company.recorded();
  expect((await company.type("rebuild")).code).toBe(0);
  expect(await company.recorded()).toBe(dump);
  const gone = await company.type("forget", ana, "--end-jobs", "--yes-forget", "Quizzelname");
  expect(gone).toMatchObject({ code: 0 });
  const opened = await openIn(company);
  await opened.owner.start();
  await quiet(opened);
  await opened.close();
  const words = ["Quizzelsubject", "Quizzeltext", "Quizzelnote", "Quizzelname", "quizzelid"];
  expect(findings(company.data, [...words, "Quizzelauthor", "quizzeluid"], [])).toEqual([]);
});
