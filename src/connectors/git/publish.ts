import type { JsonObject } from "../../value/json.ts";
import type { Action, ActionRequest, Found } from "../contract.ts";
import { content, marked, type Marked, store, version } from "./commit.ts";
import { compared } from "./compare.ts";
import { businessKey, pathOf, Post, preview, textOf } from "./post.ts";
import { land, type Press } from "./press.ts";
import { no } from "./refused.ts";
import { findTakenBack, takeBack } from "./take-back.ts";

/**
 * `publish`: a post as a commit on a branch. The commit on the remote's branch is the act.
 *
 * GP1 A post lands once: its token is looked for on the very commit that it is then built on, and it
 *     lands only if the branch still ends there.
 * GP2 What stands at its path is what she was shown: a file that somebody put there or changed since is
 *     never written over.
 */
export const publishing = {
  input: Post,
  output: ["commit", "version", "path", "branch"],
};

const day = 86_400_000;

export function publishAction(press: Press): Action {
  return {
    ...publishing,
    kinds: { "/path": "file", "/content": "text", "/message": "text" },
    deed: "published",
    lookup: "authoritative",
    settlesMs: 60_000,
    deadlineMs: 120_000,
    latenessMs: 3 * day,
    undo: { deed: "took the post back", note: "can be taken back; readers may have seen it" },
    businessKey,
    preview: (args) => preview(args, press.posts),
    foresee: (args) => foresee(press, Post.parse(args)),
    compare: (args) => press.mirror.exclusive(() => compare(press, Post.parse(args))),
    perform: (request) => press.mirror.exclusive(() => publish(press, request)),
    find: (request) => press.mirror.exclusive(() => find(press, request)),
    compensate: (request) => press.mirror.exclusive(() => takeBack(press, request)),
    findCompensation: (request) => press.mirror.exclusive(() => findTakenBack(press, request)),
  };
}

async function publish(press: Press, request: ActionRequest): Promise<JsonObject> {
  const { mirror, by } = press;
  const post = Post.parse(request.args);
  const path = checkedPath(press, post);
  const blob = async () => store(mirror, textOf(post));
  return land(
    press,
    async (tip) => {
      const earlier = await marked(mirror, tip, request.token);
      if (earlier !== null) return { stands: await same(press, earlier, request) };
      await assertUnchanged(press, tip, path, post.replaces ?? null);
      const { token, digest, at } = request;
      const { message } = post;
      return { change: { path, blob: await blob(), message, token, digest, by, at } };
    },
    (commit) => resultOf(press, commit, post),
  );
}

async function find(press: Press, request: ActionRequest): Promise<Found> {
  const found = await marked(press.mirror, await press.tip(), request.token);
  if (found === null) return { found: false };
  const result = await resultOf(press, found.commit, Post.parse(request.args));
  return { found: true, digest: found.digest, result };
}

/** What stands under this token, if it is what was approved. */
async function same(press: Press, found: Marked, request: ActionRequest): Promise<JsonObject> {
  if (found.digest === request.digest) {
    return resultOf(press, found.commit, Post.parse(request.args));
  }
  throw no(`Cannot publish: token "${request.token}" stands for another post already`);
}

/** GP2. */
async function assertUnchanged(
  press: Press,
  tip: string,
  path: string,
  replaces: string | null,
): Promise<void> {
  const now = await version(press.mirror, tip, path);
  if (now === replaces) return;
  const remedy =
    replaces === null
      ? "choose another slug, or publish it as a newer version of that file"
      : "look at what is there now, and begin again from it";
  const what =
    replaces === null
      ? "a file stands there already"
      : now === null
        ? "the file that it takes the place of is gone"
        : "somebody changed the file since";
  throw no(`Cannot publish "${path}" to "${press.remote}": ${what}; ${remedy}`, "semantic");
}

async function resultOf(press: Press, commit: string, post: Post): Promise<JsonObject> {
  const path = pathOf(post, press.posts);
  return {
    commit,
    version: (await version(press.mirror, commit, path)) ?? "",
    path,
    branch: press.mirror.branch,
  };
}

function foresee({ posts, mirror }: Press, post: Post): JsonObject {
  return {
    commit: "(its commit)",
    version: "(its version)",
    path: pathOf(post, posts),
    branch: mirror.branch,
  };
}

async function compare(press: Press, post: Post): Promise<string[]> {
  const path = checkedPath(press, post);
  const now = await version(press.mirror, await press.tip(), path);
  if (now === null) return ["new: nothing is published there yet"];
  return compared(path, await content(press.mirror, now), textOf(post));
}

function checkedPath({ posts }: Press, post: Post): string {
  const path = pathOf(post, posts);
  if (path.startsWith(`${posts}/`)) return path;
  throw no(`Cannot publish "${path}": posts stand in "${posts}/"; choose a path below it`);
}
