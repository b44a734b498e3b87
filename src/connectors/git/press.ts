import { existsSync } from "node:fs";
import type { Persona } from "../persona.ts";
import { type Change, commit } from "./commit.ts";
import { Mirror } from "./mirror.ts";
import { no } from "./refused.ts";
import { push } from "./push.ts";
import type { Git } from "./run.ts";
import { makeSite } from "./site.ts";

/** What publishing works with: the branch, where posts stand on it, and in whose name. */
export type Press = {
  mirror: Mirror;
  /** Settings with everything usual filled in. */
  remote: string;
  posts: string;
  by: Persona;
  /** The newest commit of the branch; makes the company's own repository where it never was. */
  tip(): Promise<string>;
};

export type PressOptions = {
  git: Git;
  remote: string;
  branch: string;
  posts: string;
  by: Persona;
  /** Where the own repository lies; null where it is somebody else's. */
  own: string | null;
  cache: string;
  now: () => number;
};

export function pressOf(options: PressOptions): Press {
  const { git, remote, branch, posts, by, own, cache, now } = options;
  const mirror = new Mirror(git, remote, branch, cache);
  return {
    mirror,
    remote,
    posts,
    by,
    async tip() {
      // A copy of it here says that it was there: one that is gone is not made again, empty.
      if (own !== null && !existsSync(own) && !mirror.known()) {
        await makeSite(git, own, branch, by, now());
      }
      return mirror.fetch();
    },
  };
}

const rounds = 5;
/** Behind it no further round begins: the call's own deadline is near. */
const patienceMs = 60_000;

/**
 * Builds a change on the tip and puts it there; where the branch has moved on meanwhile, once more on
 * the new tip. `plan` reads the tip: it answers the change, or what stands there already.
 */
export async function land<T>(
  press: Press,
  plan: (tip: string) => Promise<{ stands: T } | { change: Change }>,
  done: (commit: string) => Promise<T>,
): Promise<T> {
  const { mirror } = press;
  const ends = performance.now() + patienceMs;
  for (let round = 0; round < rounds && performance.now() < ends; round += 1) {
    const tip = await press.tip();
    const planned = await plan(tip);
    if ("stands" in planned) return planned.stands;
    const made = await commit(mirror, tip, planned.change);
    if ((await push(mirror, made, tip)) !== "landed") continue;
    await mirror.sawLand(made);
    return done(made);
  }
  throw no(
    `Cannot publish to "${press.remote}": others published there meanwhile, again and again; it is tried later`,
    "transient",
  );
}
