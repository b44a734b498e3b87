/**
 * The heads of the mails in an mbox file of any size, as it is read.
 *
 * MH1 A "From " line begins a mail where it stands first or after a blank line and names a time, as in
 *     connectors/mail-in/mbox.ts; texts and attachments pass by unread.
 * MH2 Memory does not grow with the file: of each mail at most `mostHead` bytes are kept.
 */
const mostHead = 64 * 1024;
/** A separating line is not longer. */
const mostLine = 400;

export async function* mboxHeads(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let carry: Buffer = Buffer.from("\n\n");
  let mail: Mail | null = null;
  for await (const chunk of chunks) {
    const bytes: Buffer = Buffer.concat([carry, chunk]);
    let from = 0;
    for (const { at, next } of separators(bytes)) {
      mail?.take(bytes.subarray(from, at));
      if (mail !== null) yield mail.head();
      mail = new Mail();
      from = next;
    }
    const kept = Math.max(from, undecided(bytes));
    mail?.take(bytes.subarray(from, kept));
    carry = bytes.subarray(kept);
  }
  mail?.take(carry);
  if (mail !== null) yield mail.head();
}

class Mail {
  readonly #parts: Buffer[] = [];
  #size = 0;

  take(bytes: Buffer): void {
    if (this.#size >= mostHead || bytes.length === 0) return;
    // A copy: a view would keep the whole chunk.
    this.#parts.push(Buffer.from(bytes.subarray(0, mostHead - this.#size)));
    this.#size += bytes.length;
  }

  head(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

const mark = Buffer.from("\nFrom ");

/** Where the separating lines stand that are whole, and where the mail behind each begins. */
function* separators(bytes: Buffer): Generator<{ at: number; next: number }> {
  for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, at + 1)) {
    if (!afterBlank(bytes, at)) continue;
    const end = bytes.indexOf(0x0a, at + 1);
    if (end === -1) return;
    const line = bytes.toString("latin1", at + 1, Math.min(end, at + mostLine));
    if (/\d{1,2}:\d{2}/.test(line)) yield { at: at + 1, next: end + 1 };
  }
}

function afterBlank(bytes: Buffer, at: number): boolean {
  const before = bytes[at - 1] === 0x0d ? at - 2 : at - 1;
  return bytes[before] === 0x0a;
}

/** From where on what comes next may still make a separating line of it. */
function undecided(bytes: Buffer): number {
  const tail = bytes.lastIndexOf(mark);
  const open = tail !== -1 && bytes.indexOf(0x0a, tail + 1) === -1;
  if (open && bytes.length - tail < mostLine) return Math.max(0, tail - 2);
  return Math.max(0, bytes.length - mark.length - 2);
}
