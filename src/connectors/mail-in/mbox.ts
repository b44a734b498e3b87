/**
 * The mails of an mbox file. A "From " line begins one where it stands first or after a blank line
 * and names a time, since sentences begin with "From " too; quoted ">From " lines lose one ">".
 */
export function* splitMbox(bytes: Buffer): Generator<Buffer> {
  let begin: number | null = null;
  let blank = true;
  for (let at = 0; at < bytes.length;) {
    const lf = bytes.indexOf(0x0a, at);
    const next = lf === -1 ? bytes.length : lf + 1;
    if (blank && separates(bytes, at, next)) {
      if (begin !== null) yield unquoted(bytes.subarray(begin, at));
      begin = next;
    }
    blank = next - at <= 2 && (bytes[at] === 0x0a || bytes[at] === 0x0d);
    at = next;
  }
  if (begin !== null) yield unquoted(bytes.subarray(begin));
}

export function isMbox(bytes: Buffer): boolean {
  const lf = bytes.indexOf(0x0a);
  return separates(bytes, 0, lf === -1 ? bytes.length : lf + 1);
}

const mark = Buffer.from("From ");

function separates(bytes: Buffer, at: number, next: number): boolean {
  if (!bytes.subarray(at, at + mark.length).equals(mark)) return false;
  return /\d{1,2}:\d{2}/.test(bytes.toString("latin1", at, Math.min(next, at + 300)));
}

/** Without the ">" that protects a line, and without the blank line before the next mail. */
export function unquoted(mail: Buffer): Buffer {
  const kept: Buffer[] = [];
  let from = 0;
  for (let at = mail.indexOf(">"); at !== -1; at = mail.indexOf(">", at + 1)) {
    if (at > 0 && mail[at - 1] !== 0x0a) continue;
    if (!/^>+From /.test(mail.toString("latin1", at, at + 40))) continue;
    kept.push(mail.subarray(from, at));
    from = at + 1;
  }
  const tail = mail.at(-2) === 0x0d ? 2 : 1;
  kept.push(mail.subarray(from, mail.at(-1) === 0x0a ? mail.length - tail : mail.length));
  return Buffer.concat(kept);
}
