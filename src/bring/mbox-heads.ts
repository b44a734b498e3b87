/**
 * The heads of the mails in an mbox file of any size, or as much of each as is wanted, as it is read.
 *
 * MH1 A "From " line begins a mail where it stands first or after a blank line and names a time, as in
 *     connectors/mail-in/mbox.ts; texts and attachments pass by unread.
 * MH2 Memory does not grow with the file: of each mail at most `most` bytes are kept.
 * MH3 Nothing torn is passed over: where the line has lost its blank one or its time, and a mail's head
 *     follows or the file ends within it, a mail begins too.
 */
const mostHead = 64 * 1024;
/** A separating line is not longer. */
const mostLine = 400;
/** So much of the line below tells whether it begins a head. */
const mostName = 20;

export async function* mboxHeads(
  chunks: AsyncIterable<Buffer>,
  most = mostHead,
): AsyncGenerator<Buffer> {
  let carry: Buffer = Buffer.from("\n\n");
  let mail: Mail | null = null;
  for await (const chunk of ended(chunks)) {
    const bytes: Buffer = chunk === null ? carry : Buffer.concat([carry, chunk]);
    const { begins, undecided } = separators(bytes, chunk === null);
    let from = 0;
    for (const { at, next } of begins) {
      mail?.take(bytes.subarray(from, at));
      if (mail !== null) yield mail.head();
      mail = new Mail(most);
      from = next;
    }
    const kept = Math.max(from, undecided);
    mail?.take(bytes.subarray(from, kept));
    carry = bytes.subarray(kept);
  }
  if (mail !== null) yield mail.head();
}

/** What comes, and null behind it. */
async function* ended(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer | null> {
  yield* chunks;
  yield null;
}

class Mail {
  readonly #parts: Buffer[] = [];
  readonly #most: number;
  #size = 0;

  constructor(most: number) {
    this.#most = most;
  }

  take(bytes: Buffer): void {
    if (this.#size >= this.#most || bytes.length === 0) return;
    // A copy: a view would keep the whole chunk.
    this.#parts.push(Buffer.from(bytes.subarray(0, this.#most - this.#size)));
    this.#size += bytes.length;
  }

  head(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

const mark = Buffer.from("\nFrom ");
const firstOfHead =
  /^(?:From|To|Subject|Date|Received|Return-Path|Message-ID|Delivered-To|MIME-Version|Content-Type|X-[\w-]+):/i;

/**
 * Where separating lines stand and the mail behind each begins; from `undecided` on, what comes next may
 * still make one.
 */
function separators(
  bytes: Buffer,
  isEnd: boolean,
): { begins: { at: number; next: number }[]; undecided: number } {
  const begins: { at: number; next: number }[] = [];
  for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, at + 1)) {
    const end = bytes.indexOf(0x0a, at + 1);
    const below = end === -1 ? "" : bytes.toString("latin1", end + 1, end + 1 + mostName);
    const open = end === -1 ? bytes.length - at < mostLine : below.length < mostName;
    if (!isEnd && open) return { begins, undecided: Math.max(0, at - 2) };
    const line = bytes.toString(
      "latin1",
      at + 1,
      Math.min(end === -1 ? bytes.length : end, at + mostLine),
    );
    const isTorn = end === -1 ? /^From \S+@\S/.test(line) : firstOfHead.test(below);
    const isWhole = end !== -1 && afterBlank(bytes, at) && /\d{1,2}:\d{2}/.test(line);
    if (isWhole || isTorn) begins.push({ at: at + 1, next: end === -1 ? bytes.length : end + 1 });
  }
  const undecided = isEnd ? bytes.length : Math.max(0, bytes.length - mark.length - 2);
  return { begins, undecided };
}

function afterBlank(bytes: Buffer, at: number): boolean {
  const before = bytes[at - 1] === 0x0d ? at - 2 : at - 1;
  return bytes[before] === 0x0a;
}
