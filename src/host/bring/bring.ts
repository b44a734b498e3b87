import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import type { MailRow } from "../../api/contract/bring.ts";
import { readClients } from "../../bring/clients.ts";
import type { Refused } from "../../bring/listed.ts";
import { readInvoices } from "../../bring/invoices.ts";
import { mailOf } from "../../bring/mails.ts";
import { mboxHeads } from "../../bring/mbox-heads.ts";
import { mostBytes } from "../../bring/table.ts";
import { Unreadable } from "../../bring/unreadable.ts";
import type { BringFiles } from "../../cli/deps/bring.ts";
import type { Progress } from "../../cli/deps/place.ts";
import type { Places } from "../places.ts";
import { ownAddresses } from "./company.ts";
import { readable, unreadable } from "./readable.ts";

/** Files of hers as lines to take over; nothing of them is changed. */
export const files: Pick<BringFiles, "clients" | "invoices"> = {
  clients: async (file) => readable(file, () => list(file).then(readClients)),
  invoices: async (file, currency) =>
    readable(file, async () => readInvoices(await list(file), currency)),
};

/** So many go to the desk at a time. */
const batch = 200;

/** An mbox file of any size, in batches. What bears none of the own addresses came to her. */
export async function* mails(
  places: Places,
  file: string,
  progress: Progress,
): AsyncGenerator<{ rows: MailRow[]; refused: Refused[] }> {
  const own = await ownAddresses(places);
  const { size } = await readable(file, () => stat(file));
  let rows: MailRow[] = [];
  let refused: Refused[] = [];
  let n = 0;
  let read = 0;
  const chunks = createReadStream(file, { highWaterMark: 1 << 20 });
  chunks.on("data", (chunk) => (read += chunk.length));
  for await (const head of mboxHeads(chunks)) {
    n += 1;
    const mail = await mailOf(head, n, own);
    if (typeof mail === "string") refused.push({ line: n, reason: mail });
    else rows.push(mail);
    if (rows.length + refused.length < batch) continue;
    yield { rows, refused };
    rows = [];
    refused = [];
    progress("reading", read, size);
  }
  if (n === 0) throw unreadable(file, `no mail begins in it as one does in an .mbox file`);
  if (rows.length + refused.length > 0) yield { rows, refused };
  progress("reading", size, size);
}

async function list(file: string): Promise<Buffer> {
  const { size } = await stat(file);
  if (size > mostBytes) throw new Unreadable("it is larger than 20 MB; split it");
  return readFile(file);
}
