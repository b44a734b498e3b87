import type { MailComposerAttachment } from "nodemailer/lib/mail-composer";
import { ofBytes } from "../../value/digest.ts";
import { type ActionRequest, ConnectorError, type Files } from "../contract.ts";
import { digestHeader, tokenHeader } from "../mail-headers.ts";
import * as messageId from "../message-id.ts";
import type { Letter } from "./letter.ts";
import type { Persona } from "../persona.ts";

/** Stands for the token in names and Message-IDs. */
export function idOf({ token }: Pick<ActionRequest, "token">): string {
  return ofBytes(`mail/${token}`).slice(0, 32);
}

/** Without brackets, as the mail of this request bears it when this persona writes it. */
export function messageIdOf(request: Pick<ActionRequest, "token">, from: Persona): string {
  return `${idOf(request)}@${from.address.slice(from.address.lastIndexOf("@") + 1)}`;
}

/** The whole message: the same request makes the same bytes. */
export async function compose(
  request: ActionRequest,
  letter: Letter,
  from: Persona,
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
    messageId: `<${messageIdOf(request, from)}>`,
    ...(answered === null ? {} : { inReplyTo: `<${answered}>`, references: `<${answered}>` }),
    headers: { [tokenHeader]: request.token, [digestHeader]: request.digest },
    attachments: await attachments(letter, files),
    baseBoundary: idOf(request),
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
