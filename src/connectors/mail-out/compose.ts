import type { MailComposerAttachment } from "nodemailer/lib/mail-composer";
import { type ActionRequest, ConnectorError, type Files } from "../contract.ts";
import * as messageId from "../message-id.ts";
import type { Letter } from "./letter.ts";
import type { Persona } from "./persona.ts";

/** The headers by which a mail of ours is known again. */
const tokenHeader = "X-Mainstay-Token";
export const digestHeader = "X-Mainstay-Digest";

/** The whole message: the same request makes the same bytes. `id` stands for its token. */
export async function compose(
  request: ActionRequest,
  letter: Letter,
  from: Persona,
  id: string,
  files: Files,
): Promise<Buffer> {
  // Loaded with the first mail: most of a day, none is sent.
  const { default: MailComposer } = await import("nodemailer/lib/mail-composer");
  const answered = messageId.normalise(letter.inReplyTo ?? "");
  const composer = new MailComposer({
    from,
    to: { name: "", address: letter.to },
    subject: letter.subject,
    text: letter.text.replaceAll("\r\n", "\n"),
    date: new Date(request.at),
    messageId: `<${id}@${from.address.slice(from.address.lastIndexOf("@") + 1)}>`,
    ...(answered === null ? {} : { inReplyTo: `<${answered}>`, references: `<${answered}>` }),
    headers: { [tokenHeader]: request.token, [digestHeader]: request.digest },
    attachments: await attachments(letter, files),
    baseBoundary: id,
    newline: "linux",
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

async function attachments(letter: Letter, files: Files): Promise<MailComposerAttachment[]> {
  const found: MailComposerAttachment[] = [];
  for (const { name, mediaType, digest } of letter.attach ?? []) {
    const bytes = await files.get(digest);
    if (bytes === null) {
      throw new ConnectorError(
        `Cannot send "${letter.subject}": the bytes of "${name}" are not there; make the file again`,
        { happened: "no", failure: "deterministic" },
      );
    }
    found.push({ filename: name, contentType: mediaType, content: Buffer.from(bytes) });
  }
  return found;
}
