import { z } from "zod";

/**
 * A mail as runbooks read it: the content of `mail.received`. Everything in it is what the sender
 * claims.
 *
 * - `title` is the subject line; `text` what a reader sees of the new part, `quoted` what it answers.
 * - `date` is the sender's own, null where there is none or it cannot be read.
 * - `kind` is "person" unless headers say that a machine sent it; `auto` means: do not answer.
 * - `suspicious` holds short reasons to look twice; empty for an ordinary mail.
 */
const Mailbox = z.strictObject({ name: z.string(), address: z.string() });

export const MailReceived = z.strictObject({
  messageId: z.string().nullable(),
  from: Mailbox,
  to: z.array(Mailbox),
  replyTo: Mailbox.nullable(),
  title: z.string(),
  date: z.string().nullable(),
  text: z.string(),
  /** True if `text` or `quoted` was longer than is kept; the raw mail holds all of it. */
  truncated: z.boolean(),
  quoted: z.string(),
  inReplyTo: z.string().nullable(),
  references: z.array(z.string()),
  attachments: z.array(
    z.strictObject({
      name: z.string(),
      mediaType: z.string(),
      size: z.number(),
      digest: z.string(),
    }),
  ),
  auto: z.boolean(),
  kind: z.enum(["person", "auto", "bulk", "bounce"]),
  /** Bytes of the raw mail. */
  size: z.number(),
  suspicious: z.array(z.string()),
  links: z.array(z.string()),
  /** Name of the file it was read from. */
  file: z.string(),
});

export type MailReceived = z.infer<typeof MailReceived>;

/** What is known of a mail that could not be read. */
export function unread(file: string, size: number): MailReceived {
  return {
    messageId: null,
    from: { name: "", address: "" },
    to: [],
    replyTo: null,
    title: "",
    date: null,
    text: "",
    truncated: false,
    quoted: "",
    inReplyTo: null,
    references: [],
    attachments: [],
    auto: false,
    kind: "person",
    size,
    suspicious: [],
    links: [],
    file,
  };
}
