import { appendFile, mkdir, readdir, rename, rm, rmdir } from "node:fs/promises";
import path from "node:path";
import type { Desk } from "../../api/contract/desk.ts";
import type { FactsView } from "../../api/contract/facts.ts";
import type { PassagesView } from "../../api/contract/memory.ts";
import { Refused } from "../../api/contract/refused.ts";
import { written } from "../../bring/note-sections.ts";
import { rebuiltMail } from "../../bring/rebuilt.ts";
import { cardOf } from "../../bring/write-card.ts";
import type { ExportedView, ExportMemory } from "../../cli/deps/brought.ts";
import { factRows, passageRow } from "../../cli/views/memory/rows.ts";
import { errorCode } from "../../value/error-code.ts";

type Passage = PassagesView["passages"][number];
type Written = Pick<ExportedView, "items" | "left">;

/**
 * Writes what is remembered of a client into a new folder, as files that `memory import` takes again.
 *
 * XM1 The folder appears under its name when it is complete; only its owner may read it.
 * XM2 Brought again where it came from, nothing of it comes twice.
 */
export const exportMemory: ExportMemory = async (desk, { to, format, ...asked }) => {
  const target = path.resolve(to);
  await refuseTaken(target);
  const aside = `${target}.exporting`;
  await mkdir(aside, { recursive: false, mode: 0o700 }).catch((error: unknown) => {
    const reason =
      errorCode(error) === "EEXIST"
        ? `"${aside}" is there, left by an export that was stopped; remove it`
        : "no folder can be made there; name a place where you may write";
    throw refusal(target, reason);
  });
  try {
    const folder = new Folder(aside);
    const written = await writers[format](desk, asked, folder);
    // An empty folder of that name gives way.
    await rmdir(target).catch(() => {});
    await rename(aside, target);
    return { folder: target, files: folder.files, ...written };
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw error;
  }
};

type Asked = { client: string; open: boolean };
type Writer = (desk: Desk, asked: Asked, folder: Folder) => Promise<Written>;

const writers: Record<"jsonl" | "markdown" | "eml" | "vcard", Writer> = {
  async jsonl(desk, { client, open }, folder) {
    let items = 0;
    for await (const { lead, passages: page } of pagesOf(desk, client)) {
      const lines = page.map((passage) => `${JSON.stringify(passageRow(lead, passage))}\n`);
      await folder.add("passages.jsonl", lines.join(""));
      items += page.length;
    }
    const { lead, records } = await factsOf(desk, { client, open });
    const facts = factRows(lead, records, open).map((row) => `${JSON.stringify(row)}\n`);
    if (facts.length > 0) await folder.add("facts.jsonl", facts.join(""));
    return { items: items + facts.length, left: 0 };
  },

  async markdown(desk, { client }, folder) {
    const names = new Map<string, string>();
    let items = 0;
    for await (const { lead, passages: page } of pagesOf(desk, client)) {
      for (const [thread, passages] of Map.groupBy(page, (passage) => passage.thread)) {
        const known = names.get(thread);
        const name = known ?? `${nameOf(names.size + 1, 4, thread || "alone")}.md`;
        names.set(thread, name);
        const head = known === undefined ? headOf(lead, thread) : "";
        await folder.add(name, head + passages.map(sectionOf).join(""));
      }
      items += page.length;
    }
    return { items, left: 0 };
  },

  async eml(desk, { client }, folder) {
    let items = 0;
    let left = 0;
    for await (const { passages: page } of pagesOf(desk, client)) {
      for (const { seq, text } of page) {
        const mail = await desk.passageMail({ seq });
        if (mail === null) {
          left += 1;
          continue;
        }
        const bytes =
          "raw" in mail ? Buffer.from(mail.raw, "base64") : await rebuiltMail(mail.rebuilt);
        items += 1;
        await folder.add(`${nameOf(items, 6, text.split("\n")[0] ?? "")}.eml`, bytes);
      }
    }
    return { items, left };
  },

  async vcard(desk, asked, folder) {
    const { text, taken, left } = cardOf((await factsOf(desk, asked)).records, asked.open);
    await folder.add("client.vcf", text);
    return { items: taken, left };
  },
};

async function factsOf(desk: Desk, { client, open }: Asked): Promise<FactsView> {
  const shown = open ? { secret: "shown" as const } : {};
  return desk.facts({ client, ...shown });
}

async function* pagesOf(desk: Desk, client: string): AsyncGenerator<PassagesView> {
  for (let after = 0; ;) {
    const page = await desk.passages({ client, after });
    const last = page.passages.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.seq;
  }
}

function headOf(client: string, thread: string): string {
  const lines = [`client: ${JSON.stringify(client)}`];
  if (thread !== "") lines.push(`thread: ${JSON.stringify(thread)}`);
  return `---\n${lines.join("\n")}\n---\n\n`;
}

function sectionOf({ id, author, at, text }: Passage): string {
  const when = at === 0 ? "" : `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const heading = [author.replaceAll(/[\p{C}\s#]+/gu, " ").trim(), when].filter(Boolean).join(", ");
  return written(heading || "Somebody", { id, author, at }, text);
}

/** A number, and what can be read of it in any file system. */
function nameOf(n: number, digits: number, text: string): string {
  const plain = text.normalize("NFC").replaceAll(/[^\p{L}\p{N}]+/gu, "-");
  const short = Array.from(plain.replaceAll(/^-|-$/g, "")).slice(0, 40).join("");
  return `${String(n).padStart(digits, "0")}${short === "" ? "" : `-${short}`}`;
}

class Folder {
  readonly #root: string;
  readonly #names = new Set<string>();

  constructor(root: string) {
    this.#root = root;
  }

  get files(): number {
    return this.#names.size;
  }

  async add(name: string, bytes: string | Uint8Array): Promise<void> {
    this.#names.add(name);
    await appendFile(path.join(this.#root, name), bytes, { mode: 0o600 });
  }
}

async function refuseTaken(target: string): Promise<void> {
  const inside = await readdir(target).catch((error: unknown) =>
    errorCode(error) === "ENOENT" ? [] : null,
  );
  if (inside === null) throw refusal(target, "there is a file of that name; name another");
  if (inside.length > 0) throw refusal(target, "it is not empty; name a new folder");
}

function refusal(target: string, reason: string): Refused {
  return new Refused({
    code: "folder_in_use",
    message: `Cannot export to "${target}": ${reason}`,
  });
}
