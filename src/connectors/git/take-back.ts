import type { JsonObject } from "../../value/json.ts";
import type { ActionRequest, Found } from "../contract.ts";
import { marked, version } from "./commit.ts";
import { pathOf, Post } from "./post.ts";
import { land, type Press } from "./press.ts";
import { no } from "./refused.ts";

/**
 * Takes a post back by a commit that leaves its file as it was before. History stays: what was
 * published can still be seen in it.
 *
 * TB1 Only what it published itself: where somebody changed the file since, it is left alone.
 */
export async function takeBack(press: Press, request: ActionRequest): Promise<JsonObject> {
  const { mirror, by } = press;
  const post = Post.parse(request.args);
  const path = pathOf(post, press.posts);
  const token = tokenOf(request);
  return land(
    press,
    async (tip) => {
      const earlier = await marked(mirror, tip, token);
      if (earlier !== null) return { stands: { commit: earlier.commit, path } };
      const published = await marked(mirror, tip, request.token);
      if (published === null) {
        throw no(
          `Cannot take "${path}" back: the commit that published it is not in "${press.remote}" any more; look there, and settle it by hand`,
          "semantic",
        );
      }
      const ours = await version(mirror, published.commit, path);
      const now = await version(mirror, tip, path);
      if (now === null || now !== ours) {
        const since = now === null ? "took it away" : "changed it";
        throw no(
          `Cannot take "${path}" back: somebody ${since} since it was published; settle it by hand in "${press.remote}"`,
          "semantic",
        );
      }
      const before = await version(mirror, `${published.commit}^`, path);
      const { digest, at } = request;
      const message = `Take back ${post.slug}\n\nThis takes back ${published.commit}.`;
      return { change: { path, blob: before, message, token, digest, by, at } };
    },
    async (commit) => ({ commit, path }),
  );
}

export async function findTakenBack(press: Press, request: ActionRequest): Promise<Found> {
  const found = await marked(press.mirror, await press.tip(), tokenOf(request));
  if (found === null) return { found: false };
  const path = pathOf(Post.parse(request.args), press.posts);
  return { found: true, digest: found.digest, result: { commit: found.commit, path } };
}

function tokenOf(request: ActionRequest): string {
  return `${request.token}/undo`;
}
