import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { keepSecret } from "../../src/host/secrets.ts";
import { isObject, textOf } from "../../src/value/json.ts";
import { appPassword, missing, startDovecot, user } from "../mail/dovecot.ts";
import { type Left, leftIn } from "../tour/left.ts";
import type { Work } from "./killed.ts";
import { eventsIn } from "./traces.ts";

/** Mails in each of the two places: more than a mailbox gives at once. */
const count = 52;
const torn = "20260601094011.scan@hof-lindner.example";
const root = path.resolve(import.meta.dirname, "../..");

/**
 * A mailbox over IMAP and a maildir, read into the example company at once: enquiries and what was
 * written after them, newsletters, answers of machines, copies, and one that is damaged.
 */
export async function intake(folder: string): Promise<Work<Left & { read: string[] }>> {
  if (missing !== null) throw new Error(`Cannot read a mailbox: ${missing}`);
  const workspace = path.join(folder, "studio");
  const letterbox = path.join(folder, "letterbox");
  await cp(path.join(root, "examples/studio"), workspace, { recursive: true });
  for (const part of ["new", "cur", "tmp"])
    await mkdir(path.join(letterbox, part), { recursive: true });
  const mailbox = await startDovecot();
  const other = await mailbox.other();
  for (let n = 0; n < count; n += 1) {
    // Now and then the same mail lies there twice.
    for (const copy of n % 10 === 0 ? ["a", "b"] : ["a"]) {
      await other.append("INBOX", letter("server", n));
      const name = `${String(n).padStart(3, "0")}${copy}.mail`;
      await writeFile(path.join(letterbox, "new", name), letter("folder", n));
    }
  }
  const damaged = await readFile(path.join(workspace, "mail/10-broken-scan.eml"));
  await writeFile(path.join(letterbox, "new", "torn.mail"), damaged);
  other.close();
  const server = `host: 127.0.0.1\nport: ${mailbox.port}\nuser: ${user}\nsecret: file:mailbox\n`;
  await connector(workspace, "inbox", `use: imap\n${server}since: P3650D\n`);
  await connector(workspace, "letterbox", `use: maildir-in\nfolder: ${letterbox}\n`);
  return {
    workspace,
    begin: async (data) => {
      await mkdir(data, { mode: 0o700 });
      await keepSecret(data, "mailbox", appPassword);
    },
    child: (data) => [path.join(import.meta.dirname, "intake-child.ts"), workspace, data],
    left: async (data) => ({ ...(await leftIn(data)), read: await readIn(workspace, data) }),
    amiss: ({ read }) => miscounted(read),
    close: () => mailbox.close(),
  };
}

function connector(workspace: string, name: string, text: string): Promise<void> {
  return writeFile(
    path.join(workspace, "connectors", `${name}.yaml`),
    `connector: ${name}\n${text}`,
  );
}

/** Message-IDs of all mails that were recorded, but for those known to be copies. */
async function readIn(workspace: string, data: string): Promise<string[]> {
  const events = await eventsIn({ workspace, data });
  const copies = new Set(
    events.filter((event) => event.data["fate"] === "duplicate").map(({ stream }) => stream),
  );
  return events
    .filter(({ type, stream }) => type === "inbound.received" && !copies.has(stream))
    .map(({ values }) => values["event"]?.value)
    .map((mail) => (isObject(mail) ? textOf(mail["messageId"]) : ""))
    .toSorted();
}

/** None lost, none twice. */
function miscounted(read: readonly string[]): string[] {
  const wanted = [...["server", "folder"].flatMap((place) => ids(place)), torn];
  const lost = wanted.filter((id) => !read.includes(id));
  const twice = read.filter((id, n) => read.indexOf(id) !== n || !wanted.includes(id));
  return [
    ...(lost.length === 0 ? [] : [`Lost: ${lost.join(", ")}`]),
    ...(twice.length === 0 ? [] : [`Too often: ${twice.join(", ")}`]),
  ];
}

const ids = (place: string) => Array.from({ length: count }, (_, n) => idFor(place, n));
const idFor = (place: string, n: number) => `${place}-${n}@intake.example`;

const usual = { "Content-Type": "text/plain; charset=utf-8" };

/** What comes after an enquiry lies in the same place behind it. */
function letter(place: string, n: number): Buffer {
  const kinds = [enquiry, afterthought, newsletter, absence] as const;
  const kind = kinds[n % kinds.length] ?? enquiry;
  const { headers, text } = kind(`${place}-${n - (n % kinds.length)}`);
  const all = {
    From: `Sender ${n} <${place}-${n}@intake.example>`,
    To: user,
    Date: `Tue, 02 Jun 2026 10:${String(n % 60).padStart(2, "0")}:00 +0200`,
    "Message-ID": `<${idFor(place, n)}>`,
    ...usual,
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${lines.join("")}\r\n${text}\r\n`);
}

const enquiry = (who: string) => ({
  headers: { From: `Ana ${who} <${who}@client.example>`, Subject: `A logo for ${who}` },
  text: `Hello, we need a logo for ${who}. Our budget is 2,000 EUR, and it should be there by 1 September 2026.\r\n\r\nAna`,
});

const afterthought = (who: string) => ({
  headers: { From: `Ana ${who} <${who}@client.example>`, Subject: `Re: A logo for ${who}` },
  text: "One more thing: it should work in one colour too.\r\n\r\nAna",
});

const newsletter = (who: string) => ({
  headers: { Subject: `News of ${who}`, "List-Id": `<news.${who}.example>`, Precedence: "bulk" },
  text: "What is new.",
});

const absence = (who: string) => ({
  headers: { Subject: `Out of office: ${who}`, "Auto-Submitted": "auto-replied" },
  text: "I am back on Monday.",
});
