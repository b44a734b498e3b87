import { chmod, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { type Company, newStudio, openIn, quiet } from "./company.ts";

const head = "From: Ana <ana@nordlicht.example>\r\nSubject: Plans\r\n";

/** Mails that cannot be read whole, and why. */
const broken: Readonly<Record<string, [content: string | Uint8Array, reason: string]>> = {
  "a-empty.eml": ["", "the file is empty"],
  "b-binary.eml": [Uint8Array.from({ length: 4000 }, (_, i) => (i * 37) % 256), "binary data"],
  "c-no-headers.eml": ["Just a note to myself\n", "it has no headers"],
  "d-nobody.eml": ["Subject: x\r\n\r\nhello\r\n", "it names no sender"],
  "e-cut.eml": [
    `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n`,
    "it ends in the middle of a part",
  ],
  "f-boundless.eml": [
    `${head}Content-Type: multipart/mixed\r\n\r\nhello\r\n`,
    "no boundary is named",
  ],
};

/** A company with an empty mailbox of its own. */
async function listening(): Promise<Company> {
  const company = await newStudio();
  await company.change("connectors/inbox.yaml", "workspace:mail", "in/mail");
  expect((await company.type("apply")).code).toBe(0);
  return company;
}

async function put(
  company: Company,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await company.write(path.join("../data/in/mail", name), content);
  }
}

async function read(company: Company): Promise<void> {
  const opened = await openIn(company);
  await opened.owner.start();
  await quiet(opened);
  await opened.close();
}

async function arrivals(
  company: Company,
): Promise<{ fate: string; because: string; title: string }[]> {
  return JSON.parse((await company.type("arrivals", "--json")).out);
}

test("each broken mail is kept aside, listed with its file and its reason, and left where it lies", async () => {
  const company = await listening();
  await put(
    company,
    Object.fromEntries(Object.entries(broken).map(([name, [content]]) => [name, content])),
  );
  await read(company);
  const listed = await arrivals(company);
  expect(listed.map(({ fate }) => fate)).toEqual(Object.keys(broken).map(() => "damaged"));
  for (const [name, [content, reason]] of Object.entries(broken)) {
    const line = listed.find(({ because }) => because.includes(name));
    expect(line?.because, name).toContain(reason);
    const lies = await readFile(path.join(company.data, "in/mail", name));
    expect(lies.equals(Buffer.from(content))).toBe(true);
  }
  const { out } = await company.type("inbox");
  expect(out.match(/Damaged mail/g)).toHaveLength(Object.keys(broken).length);
});

test("broken mails are listed once, however often the mailbox is read", async () => {
  const company = await listening();
  await put(company, { "e.eml": broken["e-cut.eml"]?.[0] ?? "" });
  await read(company);
  const before = await company.recorded();
  await read(company);
  expect(await company.recorded()).toBe(before);
});

test("a broken mail keeps no sound one from being read, and a whole copy is read later", async () => {
  const company = await listening();
  const sound = await readFile(path.join(company.workspace, "mail/02-harbour-books-enquiry.eml"));
  await put(company, { "1.eml": sound.subarray(0, 2_500), "2.eml": "" });
  await read(company);
  expect((await arrivals(company)).filter(({ fate }) => fate === "started")).toEqual([]);
  await put(company, { "3.eml": sound });
  await read(company);
  const started = (await arrivals(company)).filter(({ fate }) => fate === "started");
  expect(started).toMatchObject([{ title: "Signs and bags for our second shop" }]);
});

test("she reads and dismisses one; the arrival stays listed", async () => {
  const company = await listening();
  await put(company, { "e.eml": broken["e-cut.eml"]?.[0] ?? "" });
  await read(company);
  const [item] = JSON.parse((await company.type("inbox", "--json")).out).lines;
  const told = await company.type("answer", String(item.number), "dismiss");
  expect(told).toMatchObject({ code: 0, err: "" });
  expect(told.out).not.toContain("goes on");
  expect((await company.type("inbox")).out).toContain("Nothing needs you");
  expect(await arrivals(company)).toHaveLength(1);
});

test.skipIf(process.getuid?.() === 0)("a mail that may not be opened is listed, too", async () => {
  const company = await listening();
  await put(company, { "locked.eml": `${head}\r\nhello\r\n` });
  await chmod(path.join(company.data, "in/mail/locked.eml"), 0o000);
  await read(company);
  expect(await arrivals(company)).toMatchObject([{ fate: "damaged" }]);
});

test("a mailbox that is gone is a problem that doctor names; the company runs on", async () => {
  const company = await listening();
  await company.change("connectors/inbox.yaml", "in/mail", "/nowhere/at/all");
  await company.type("apply");
  await read(company);
  const { code, out } = await company.type("doctor");
  expect(code).toBe(1);
  expect(out.replaceAll(/\s+/g, " ")).toContain(
    'Inbox: Cannot read mail in "/nowhere/at/all": there is no such folder',
  );
});

test.each(Object.keys(broken))("try says what is wrong with %s", async (name) => {
  const company = await listening();
  const [content, reason] = broken[name] ?? ["", ""];
  await company.write(name, content);
  const before = await company.recorded();
  const told = await company.type("try", path.join(company.workspace, name));
  expect(told).toMatchObject({ code: 0, err: "" });
  expect(told.out.replaceAll(/\s+/g, " ")).toContain(reason);
  expect(await company.recorded()).toBe(before);
});
