import path from "node:path";
import type { Place } from "./contract.ts";

/** Marks a path inside the workspace's own files, which a connector may only read. */
const inWorkspace = "workspace:";

/**
 * Where a path of a settings file lies. `workspace:mail` stands among the operator's files; a plain
 * relative path stands in the data folder, so that an example is never written into. An absolute
 * path is the operator's plain choice; `..` is refused, since where it leads depends on where the
 * data happen to lie.
 */
export function resolve(place: Pick<Place, "workspace" | "root">, given: string): string {
  const marked = given.startsWith(inWorkspace);
  const relative = marked ? given.slice(inWorkspace.length) : given;
  if (relative.trim() === "" || relative.includes("\0")) {
    throw new Error(`Cannot use the path "${given}": it names no file or folder`);
  }
  if (relative.startsWith("~")) {
    throw new Error(`Cannot use the path "${given}": "~" is not expanded; write the whole path`);
  }
  if (relative.split(/[\\/]/u).includes("..")) {
    throw new Error(
      `Cannot use the path "${given}": ".." leads out of its folder; write a path below it, or an absolute one`,
    );
  }
  if (!marked) return path.resolve(place.root, relative);
  if (path.isAbsolute(relative)) {
    throw new Error(
      `Cannot use the path "${given}": behind "${inWorkspace}" stands a path inside the workspace; leave out "${inWorkspace}" for an absolute one`,
    );
  }
  return path.resolve(place.workspace, relative);
}
