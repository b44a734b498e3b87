import type { Rebuilt } from "../api/contract/memory.ts";
import { tokenHeader } from "../connectors/mail-headers.ts";
import { passageHeader } from "./eml.ts";

/**
 * A mail as RFC 5322 text, from what is remembered of it. It says so itself, and says nothing that is not
 * known: no date or id of its own is made up.
 */
export async function rebuiltMail(mail: Rebuilt): Promise<Buffer> {
  const { default: MailComposer } = await import("nodemailer/lib/mail-composer");
  const { id, at, from, to, title, text, messageId, inReplyTo, references, token } = mail;
  const composer = new MailComposer({
    from,
    to: to.filter(({ address }) => address !== ""),
    subject: title,
    text,
    date: new Date(at),
    messageId: `<${messageId ?? "unknown"}>`,
    ...(inReplyTo === null ? {} : { inReplyTo: `<${inReplyTo}>` }),
    ...(references.length === 0 ? {} : { references: references.map((each) => `<${each}>`) }),
    headers: {
      [passageHeader]: id,
      "X-Mainstay-Rebuilt": "from what is remembered; the mail itself is not kept",
      ...(token === null ? {} : { [tokenHeader]: token }),
    },
    newline: "linux",
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const unknown = [...(at === 0 ? ["Date"] : []), ...(messageId === null ? ["Message-ID"] : [])];
  return withoutHeaders(await composer.compile().build(), unknown);
}

function withoutHeaders(mail: Buffer, names: readonly string[]): Buffer {
  if (names.length === 0) return mail;
  const end = mail.indexOf("\n\n");
  const lines = new RegExp(`^(?:${names.join("|")}):.*\\n(?:[ \\t].*\\n)*`, "gim");
  const head = `${mail.toString("latin1", 0, end)}\n`.replaceAll(lines, "");
  return Buffer.concat([Buffer.from(head, "latin1"), mail.subarray(end + 1)]);
}
