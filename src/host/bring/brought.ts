import type { PassageRow } from "../../api/contract/memory.ts";
import { contactsIn } from "../../bring/contacts.ts";
import { decoded } from "../../bring/decoded.ts";
import { type Mailer, passageOfMail } from "../../bring/eml.ts";
import { mboxHeads } from "../../bring/mbox-heads.ts";
import { itemsIn } from "../../bring/notes.ts";
import { mostBytes as mostList } from "../../bring/table.ts";
import { Unreadable } from "../../bring/unreadable.ts";
import type { BroughtFiles, BroughtOptions } from "../../cli/deps/brought.ts";
import type { Progress } from "../../cli/deps/place.ts";
import { mostBytes as mostMail } from "../../connectors/mail-in/arrival.ts";
import { isMbox, unquoted } from "../../connectors/mail-in/mbox.ts";
import { textOf } from "../../value/json.ts";
import { companyOf, ownAddresses } from "./company.ts";
import { Portions } from "./portions.ts";
import { placesOf } from "../places.ts";
import { unreadable } from "./readable.ts";
import { bytesOf, type Leaf, leavesOf, openOf } from "./tree.ts";

/** Of a note; what is longer is none that a person wrote. */
const mostNote = 10 << 20;

/** Mails, notes and contacts of hers, as she names their files and folders. */
export const brought: BroughtFiles = {
  async *eml(root, options, progress) {
    const mailer = await mailerOf(options);
    const portions = new Portions<PassageRow>();
    let n = 0;
    for await (const { leaf, at, of } of each(root, isMail, progress)) {
      for await (const { bytes, where } of mailsIn(leaf)) {
        n += 1;
        const read = typeof bytes === "string" ? bytes : await passageOfMail(bytes, n, mailer);
        if (typeof read === "string") portions.refuse(n, where, read);
        else portions.take(read, where);
        if (portions.full) yield* portions.rest();
      }
      progress("keeping", at, of);
    }
    if (n === 0) throw unreadable(root, "no mail lies in it: .eml files, an mbox or a maildir");
    yield* portions.rest();
  },

  async *markdown(root, { client, zone }, progress) {
    const portions = new Portions<PassageRow>();
    let n = 0;
    for await (const { leaf, at, of } of each(root, isNote, progress)) {
      const bytes = leaf.wanted ? await bytesOf(leaf, mostNote) : leaf.reason;
      const items =
        typeof bytes === "string"
          ? [{ part: "", reason: bytes }]
          : itemsIn({ name: leaf.name, text: plainLines(bytes), client: namedBy(client), zone });
      for (const item of items) {
        n += 1;
        const where = item.part === "" ? leaf.name : `${leaf.name}, ${item.part}`;
        if ("reason" in item) portions.refuse(n, where, item.reason);
        else portions.take({ line: n, ...item.row }, where);
        if (portions.full) yield* portions.rest();
      }
      progress("keeping", at, of);
    }
    if (n === 0) throw unreadable(root, "no note lies in it: files that end in .md or .markdown");
    yield* portions.rest();
  },

  async *vcard(file, { place, client, confidence }) {
    const { leaves, folder } = await leavesOf(file, (name) => /\.vcf$/i.test(name));
    const details = (await companyOf(placesOf(place, process.cwd()))).details;
    const home = textOf(details["country"]) || textOf(details["iban"]).slice(0, 2);
    for (const leaf of leaves) {
      const cardsIn = (bytes: Buffer) => {
        const how = { file: leaf.name, client, confidence, home };
        return orReason(() => contactsIn(bytes, how));
      };
      const at = (line: number) => (folder ? `${leaf.name}, line ${line}` : `line ${line}`);
      const bytes = leaf.wanted ? await bytesOf(leaf, mostList) : leaf.reason;
      const read = typeof bytes === "string" ? bytes : cardsIn(bytes);
      if (typeof read === "string") {
        if (!folder) throw unreadable(file, read);
        yield { rows: [], refused: [{ line: 0, where: leaf.name, reason: read }] };
        continue;
      }
      const { rows, refused, passed } = read;
      const portions = new Portions<(typeof rows)[number]>();
      for (const { line, reason } of refused) portions.refuse(line, at(line), reason);
      for (const row of rows) {
        portions.take(row, at(row.line));
        if (portions.full) yield* portions.rest();
      }
      yield* portions.rest();
      yield { rows: [], refused: [], passed };
    }
  },
};

function orReason<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    if (error instanceof Unreadable) return error.message;
    throw error;
  }
}

/** Files of a maildir bear no ending; they lie in "cur" and "new". */
const isMail = (name: string): boolean =>
  /\.(?:eml|mbox|mbx)$/i.test(name) || /(?:^|\/)(?:cur|new)\/[^/]+$/.test(name);
const isNote = (name: string): boolean => /\.(?:md|markdown)$/i.test(name);

type Step = { leaf: Leaf; at: number; of: number };

async function* each(
  root: string,
  isWanted: (name: string) => boolean,
  progress: Progress,
): AsyncGenerator<Step> {
  const { leaves } = await leavesOf(root, isWanted);
  for (const [i, leaf] of leaves.entries()) yield { leaf, at: i + 1, of: leaves.length };
  progress("keeping", leaves.length, leaves.length);
}

async function mailerOf({ place, client }: BroughtOptions): Promise<Mailer> {
  const places = placesOf(place, process.cwd());
  const { name } = await companyOf(places);
  return { company: name, own: await ownAddresses(places), client: namedBy(client) };
}

const namedBy = (client: string | null) => (client === null ? null : { named: client });

type Mail = { bytes: Buffer | string; where: string };

/** One, or those of an mbox of any size. */
async function* mailsIn(leaf: Leaf): AsyncGenerator<Mail> {
  const opened = leaf.wanted ? await openOf(leaf) : leaf.reason;
  if (typeof opened === "string") return yield { bytes: opened, where: leaf.name };
  try {
    const { buffer, bytesRead } = await opened.read(Buffer.alloc(mostMark), 0, mostMark, 0);
    if (!isMbox(buffer.subarray(0, bytesRead))) {
      return yield { bytes: await bytesOf(leaf, mostMail), where: leaf.name };
    }
    let n = 0;
    const chunks = opened.createReadStream({ start: 0, highWaterMark: 1 << 20, autoClose: false });
    for await (const mail of mboxHeads(chunks, mostMail + 1)) {
      n += 1;
      const bytes = mail.length > mostMail ? "it is larger than 25 MB" : unquoted(mail);
      yield { bytes, where: `${leaf.name}, mail ${n}` };
    }
  } finally {
    await opened.close();
  }
}

/** The line that an mbox begins with is not longer. */
const mostMark = 400;

const plainLines = (bytes: Buffer): string =>
  decoded(bytes)
    .replace(/^\uFEFF/, "")
    .replaceAll(/\r\n?/g, "\n");
