import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { keepSecret } from "../../src/host/secrets.ts";
import { isObject, textOf } from "../../src/value/json.ts";
import { appPassword, type Dovecot, missing, startDovecot, user } from "../mail/dovecot.ts";
import { type Left, leftIn } from "../tour/left.ts";
import type { Work } from "./killed.ts";
import { idFor, letter } from "./letters.ts";
import { eventsIn } from "./traces.ts";

/** Mails in each of the two places: more than a mailbox gives at once. */
const numbers = Array.from({ length: 52 }, (_, n) => n);
/** The damaged one. */
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
  const damaged = await readFile(path.join(workspace, "mail/10-broken-scan.eml"));
  await writeFile(path.join(letterbox, "new", "torn.mail"), damaged);
  const mailbox = await startDovecot();
  try {
    await fill(mailbox, letterbox);
  } catch (error) {
    await mailbox.close();
    throw error;
  }
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

async function fill(mailbox: Dovecot, letterbox: string): Promise<void> {
  const other = await mailbox.other();
  for (const n of numbers) {
    // Now and then the same mail lies there twice.
    for (const copy of n % 10 === 0 ? ["a", "b"] : ["a"]) {
      await other.append("INBOX", letter("server", n));
      const name = `${String(n).padStart(3, "0")}${copy}.mail`;
      await writeFile(path.join(letterbox, "new", name), letter("folder", n));
    }
  }
  other.close();
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
  const places = ["server", "folder"];
  const wanted = [...places.flatMap((place) => numbers.map((n) => idFor(place, n))), torn];
  const lost = wanted.filter((id) => !read.includes(id));
  const twice = read.filter((id, n) => read.indexOf(id) !== n || !wanted.includes(id));
  return [
    ...(lost.length === 0 ? [] : [`Lost: ${lost.join(", ")}`]),
    ...(twice.length === 0 ? [] : [`Too often: ${twice.join(", ")}`]),
  ];
}
