import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { deflateSync } from "node:zlib";
import type { Opened } from "../../src/host/open.ts";
import { isObject, type Json } from "../../src/value/json.ts";
import { type Company, openIn, quiet } from "../bad-input/company.ts";

/** Words that stand nowhere else. One stands in each place where words of a client can get. */
export const words = {
  name: "Quizzelfrost",
  address: "vexowlink",
  title: "Brambletock",
  body: "Zorblinette",
  long: "Wuthergleam",
  paper: "Pdfcanthrope",
  file: "Snarkwaxen",
  edit: "Hobbleglint",
  no: "Grimblewick",
  why: "Flanterbosk",
  answer: "Jexomarine",
  thread: "tockwardle",
};
export const all = Object.values(words);
const sender = `Ada ${words.name}`;
export const from = `ada@${words.address}.example`;

/** Where her letters and papers lie by rule or by her own will: outside the ledger. */
export const outside = ["outbox", "books", "invoices", "in"];

function mail(n: number, text: string): string {
  const paper = Buffer.concat([
    Buffer.from(`%PDF-1.4\n(${words.paper}) Tj\n`),
    deflateSync(Buffer.from(`(${words.paper} packed) Tj`.repeat(500))),
    Buffer.alloc(6_000, "x"),
  ]);
  const part = (head: string, body: string) => `--b\r\n${head}\r\n\r\n${body}\r\n`;
  return [
    `From: ${sender} <${from}>`,
    "To: hello@studio-marlow.example",
    `Subject: ${words.title} packaging, ${n}`,
    `Message-ID: <${words.thread}-${n}@${words.address}.example>`,
    "Date: Mon, 1 Jun 2026 10:00:00 +0200",
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="b"',
    "",
    part(
      "Content-Type: text/plain; charset=utf-8",
      `Dear Clara,\r\nwe need packaging for 4 blends, ${words.body}. ${text}\r\nBudget 3000 EUR, by 18 July 2026.\r\n${`${words.long} `.repeat(700)}\r\nAda`,
    ) +
      part(
        `Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="${words.file}.pdf"`,
        paper.toString("base64").replaceAll(/.{76}/g, "$&\r\n"),
      ) +
      "--b--",
  ].join("\r\n");
}

async function arrive(company: Company, opened: Opened, n: number, text = ""): Promise<void> {
  await company.write(`mail/9${n}-ada.eml`, mail(n, text));
  await opened.owner.intake.scan("inbox");
  await quiet(opened);
}

const hers = async ({ desk }: Opened) =>
  (await desk.inbox()).lines.filter(({ client }) => client.includes(words.name));

/** Changes every text of a draft that is hers to change. */
function edited(value: Json): Json {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(edited);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === "text" && typeof member === "string" ? `${member} ${words.edit}` : edited(member),
    ]),
  );
}

/** Everything that can be done with a client's job: answered, edited, denied, cancelled, gone on. */
export async function worked(company: Company): Promise<Opened> {
  const opened = await openIn(company);
  const { desk } = opened;
  await desk.apply({ dryRun: false, runs: "finish" });
  await opened.owner.start();
  await arrive(company, opened, 1);
  for (let round = 0; round < 3; round += 1) {
    for (const { number } of await hers(opened)) {
      const item = await desk.item(number);
      const { digest } = item;
      if (item.kind !== "approval" && item.kind !== "effect") continue;
      const changed = item.editable
        ? await desk.answer(number, { answer: "edit", digest, value: edited(item.shown) })
        : { ok: false };
      if (!changed.ok) await desk.answer(number, { answer: "approve", digest });
    }
    await quiet(opened);
  }
  await arrive(company, opened, 2, words.answer);
  const [first] = (await desk.runs({})).filter(({ client }) => client.includes(words.name));
  await desk.cancel(first?.number ?? 0, `she said ${words.why}`);
  await quiet(opened);
  await arrive(company, opened, 3);
  for (const { number, kind } of await hers(opened)) {
    const { digest } = await desk.item(number);
    if (kind === "approval")
      await desk.answer(number, { answer: "deny", digest, reason: words.no });
  }
  await quiet(opened);
  await arrive(company, opened, 4);
  return opened;
}

/** Words that got nowhere: the search would prove nothing about them. */
export async function missing({ owner }: Opened): Promise<string[]> {
  const events = await owner.journal.readFrom(1, 10_000);
  const told = events.map(({ values }) => JSON.stringify(values)).join("\n");
  const files = [...new Set(told.match(/[0-9a-f]{128}/g) ?? [])];
  const kept = await Promise.all(files.map((reference) => owner.office.files.get(reference)));
  const texts = [told, ...kept.map((bytes) => Buffer.from(bytes ?? []).toString("latin1"))];
  return all.filter((word) => !texts.some((text) => text.includes(word)));
}

/** Tables of the ledger's file in which any of the words stands. */
export function plainIn(data: string): string[] {
  const db = new DatabaseSync(path.join(data, "ledger.db"), { readOnly: true });
  try {
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    return tables
      .map(({ name }) => String(name))
      .filter((name) =>
        db
          .prepare(`SELECT * FROM "${name}"`)
          .all()
          .some((row) =>
            Object.values(row).some((cell) =>
              all.some((word) =>
                cell instanceof Uint8Array
                  ? Buffer.from(cell).includes(word)
                  : String(cell).toLowerCase().includes(word.toLowerCase()),
              ),
            ),
          ),
      )
      .toSorted();
  } finally {
    db.close();
  }
}
