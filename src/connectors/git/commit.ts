import type { Persona } from "../persona.ts";
import { authorOf } from "./author.ts";
import type { Mirror } from "./mirror.ts";
import { no } from "./refused.ts";

/**
 * Commits without a work tree: built from the folders of the commit that they stand on.
 *
 * CO1 The same change at the same time on the same commit is the same commit, to the last bit.
 * CO2 Token and digest stand in the last lines of the message, each alone in its line.
 * CO3 Nothing is written through a link, into a submodule or below a file.
 */
export type Change = {
  path: string;
  /** Null: the file goes. */
  blob: string | null;
  message: string;
  token: string;
  digest: string;
  by: Persona;
  at: number;
};

/** A commit that carries a token, with the digest beside it. */
export type Marked = { commit: string; digest: string };

const tokenLine = "Mainstay-Token: ";
const digestLine = "Mainstay-Digest: ";

export async function commit(mirror: Mirror, tip: string, change: Change): Promise<string> {
  const { path, blob, message, token, digest, by, at } = change;
  const env = { GIT_INDEX_FILE: mirror.scratch("index") };
  await mirror.ask(["read-tree", tip], { env });
  // No object of mode 0 takes the file away; the path is read as it is, up to the end of the line.
  const entry = blob === null ? `0 ${"0".repeat(tip.length)}` : `100644 ${blob}`;
  await mirror.ask(["update-index", "-z", "--index-info"], { env, input: `${entry}\t${path}\0` });
  const tree = await mirror.line(["write-tree", "--missing-ok"], { env });
  return mirror.line(["commit-tree", tree, "-p", tip, "-F", "-"], {
    input: `${message}\n\n${tokenLine}${token}\n${digestLine}${digest}\n`,
    env: authorOf(by, at),
  });
}

export async function store(mirror: Mirror, text: string): Promise<string> {
  return mirror.line(["hash-object", "-w", "--no-filters", "--stdin"], { input: text });
}

/** The first commit up to `tip` that carries the token; null: none does. */
export async function marked(mirror: Mirror, tip: string, token: string): Promise<Marked | null> {
  const wanted = `${tokenLine}${token}`;
  const flags = ["--fixed-strings", `--grep=${wanted}`, "--format=%H%x00%B", "-z", "-n", "100"];
  const fields = (await mirror.ask(["log", ...flags, tip, "--"])).toString("utf8").split("\0");
  let found: Marked | null = null;
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const lines = (fields[i + 1] ?? "").split("\n");
    const at = lines.indexOf(wanted);
    const digest = lines[at + 1] ?? "";
    // One that was merged or copied elsewhere says the same: the oldest is the act.
    if (at !== -1 && digest.startsWith(digestLine)) {
      found = { commit: fields[i] ?? "", digest: digest.slice(digestLine.length) };
    }
  }
  return found;
}

/** The version of the file in a commit; null: it is not there. CO3. */
export async function version(mirror: Mirror, at: string, path: string): Promise<string | null> {
  const parts = path.split("/");
  const prefixes = parts.map((_, i) => parts.slice(0, i + 1).join("/"));
  const listed = (await mirror.ask(["ls-tree", "-z", at, "--", ...prefixes])).toString("utf8");
  for (const entry of listed.split("\0")) {
    const [about = "", name = ""] = entry.split("\t");
    const [mode = "", , id = ""] = about.split(" ");
    // A folder that is named beside what stands in it is listed with all of that.
    if (!prefixes.includes(name)) continue;
    const isFile = mode === "100644" || mode === "100755";
    if (name === path && isFile) return id;
    if (name === path || mode !== "040000") throw inTheWay(mirror, mode, name);
  }
  return null;
}

function inTheWay(mirror: Mirror, mode: string, name: string): Error {
  const kinds: Readonly<Record<string, string>> = {
    "120000": "a link, which may lead anywhere",
    "160000": "a repository of its own",
    "040000": "a folder",
  };
  return no(
    `Cannot publish below "${name}" of "${mirror.remote}": it is ${kinds[mode] ?? "a file"}; choose another path`,
  );
}

export async function content(mirror: Mirror, blob: string): Promise<string> {
  return (await mirror.ask(["cat-file", "blob", blob])).toString("utf8");
}
