import { z } from "zod";
import type { JsonObject } from "../../value/json.ts";
import { linksIn } from "../../value/links.ts";
import type { Preview } from "../contract.ts";
import { inside } from "./settings.ts";

const maxBytes = 1_000_000;

/**
 * The arguments of `publish`. What goes into the commit's message is one line: another could begin a
 * trailer, and so stand for an act that never was.
 */
export const Post = z.strictObject({
  slug: z
    .string()
    .max(100)
    .regex(
      /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
      'must be small letters and digits with "-" between, like a-first-note',
    ),
  path: z
    .string()
    .max(200)
    .regex(inside, "must be a path below the folder of posts, like posts/a-first-note.md")
    .nullable()
    .exactOptional(),
  content: z
    .string()
    .min(1, "must not be empty")
    .refine((text) => Buffer.byteLength(text) <= maxBytes, "must be no more than 1 MB")
    // oxlint-disable-next-line no-control-regex -- these are what is refused
    .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/, "must be text")
    .refine((text) => text.isWellFormed(), "must be text"),
  message: z
    .string()
    .max(200)
    .regex(/^[^\p{C}\u2028\u2029]*\S[^\p{C}\u2028\u2029]*$/u, "must be one line"),
  /** The version that this one takes the place of, as an earlier result named it; else the post is new. */
  replaces: z
    .string()
    .regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, "must be the version that an earlier post gave")
    .nullable()
    .exactOptional(),
});

export type Post = z.infer<typeof Post>;

export function pathOf(post: Post, posts: string): string {
  return post.path ?? `${posts}/${post.slug}.md`;
}

/** Lines end as git has them, the last one too. */
export function textOf({ content }: Post): string {
  const text = content.replaceAll("\r\n", "\n");
  return text.endsWith("\n") ? text : `${text}\n`;
}

/** A post is published once; a newer version of it is an occasion of its own. */
export function businessKey(args: JsonObject): string {
  const { slug, replaces } = Post.parse(args);
  return replaces == null ? slug : `${slug}/${replaces}`;
}

export function preview(args: JsonObject, posts: string): Preview {
  const post = Post.parse(args);
  const text = textOf(post);
  const lines = text.split("\n").length - 1;
  const links = linksIn(text);
  return {
    line: `Post ${pathOf(post, posts)}`,
    details: [
      `${lines} ${lines === 1 ? "line" : "lines"}, noted as "${post.message}"`,
      ...(links.length === 0 ? [] : [`Links: ${links.join(", ")}`]),
    ],
  };
}
