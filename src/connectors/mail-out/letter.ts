import { z } from "zod";

// oxlint-disable-next-line no-control-regex -- these are what is refused
const line = z.string().regex(/^[^\u0000-\u001f\u007f]*$/, "must be one line");
const address = /^[^\p{C}\s<>()[\],;:"@]{1,64}@[^\p{C}\s<>()[\],;:"@]+$/u;

/**
 * The arguments of `send`. What goes into a header has no line ends: one would begin a header of its
 * own, and so a second recipient.
 */

export const Letter = z.strictObject({
  to: z.string().max(254).regex(address, "must be one address, like ana@nordlicht.example"),
  subject: line.min(1).max(500),
  text: z
    .string()
    .min(1)
    .max(1_000_000)
    // oxlint-disable-next-line no-control-regex -- these are what is refused
    .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/, "must be text"),
  attach: z
    .array(
      z.strictObject({
        name: line
          .min(1)
          .max(150)
          .regex(/^[^/\\]+$/, "must be a name without folders"),
        mediaType: z
          .string()
          .max(100)
          .regex(/^[\w.+-]+\/[\w.+-]+$/, 'must be like "application/pdf"'),
        digest: z.string().regex(/^([0-9a-f]{64}){1,2}$/, "must be the reference of a stored file"),
      }),
    )
    .max(20)
    .nullable()
    .exactOptional(),
  /** Message-ID of the mail that this one answers. */
  inReplyTo: z
    .string()
    .max(502)
    .regex(/^<?[^\s<>]+>?$/, "must be one Message-ID")
    .nullable()
    .exactOptional(),
  /** Whose name it goes out under; without one, the connector's own. */
  persona: line.min(1).max(100).nullable().exactOptional(),
});

export type Letter = z.infer<typeof Letter>;

export const letterKinds = {
  "/to": "recipient",
  "/subject": "text",
  "/text": "text",
  "/attach/*": "file",
} as const;
