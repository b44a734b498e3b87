import { z } from "zod";

/** A path inside the repository, with "/": no step up, nothing hidden, nothing that git would read as a flag. */
export const inside = /^[A-Za-z0-9_][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/;

const branch =
  /^(?!.*(?:\.\.|\.lock(?:\/|$)))[A-Za-z0-9_][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/;

/** Settings of a git connector. */
export const settings = z.strictObject({
  repository: z
    .string()
    .max(1_000)
    .refine((text) => remoteOf(text) !== null, {
      error:
        'a name such as "site", which lies in the data folder; an absolute path; or an address like git@host:me/site.git, ssh://git@host/me/site.git or https://host/me/site.git, without a password in it',
    })
    .exactOptional()
    .describe("Where posts are published; a plain name, usually site, is made in the data folder"),
  branch: z
    .string()
    .max(200)
    .regex(branch, "name a branch, such as main")
    .exactOptional()
    .describe("main unless said"),
  posts: z
    .string()
    .max(200)
    .regex(inside, "name a folder of the repository, such as content/posts")
    .exactOptional()
    .describe("Folder of the repository that posts stand in, and nothing is written outside of it"),
  author: z.string().min(1).exactOptional().describe("A persona; the first unless said"),
});

export type Settings = z.infer<typeof settings>;

export const usual = { repository: "site", branch: "main", posts: "posts" };

/** `own`: a repository that lies in the data folder, and is made there. */
export type Remote = { kind: "own" | "folder" | "address"; name: string };

/** Null: no repository that may be used. Programs as transports ("ext::…") and flags are none. */
export function remoteOf(name: string): Remote | null {
  if (/[\s\p{C}]/u.test(name) || name.split("/").includes("..")) return null;
  if (inside.test(name)) return { kind: "own", name };
  if (name.startsWith("/")) return { kind: "folder", name };
  const url = /^(?:https:\/\/|ssh:\/\/(?:[\w.-]+@)?)[A-Za-z0-9][\w.-]*(?::\d+)?\/[^@:]+$/;
  const short = /^[\w.-]+@[A-Za-z0-9][\w.-]*:(?!:)[^@:]+$/;
  return url.test(name) || short.test(name) ? { kind: "address", name } : null;
}
