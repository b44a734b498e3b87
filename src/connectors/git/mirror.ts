import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { ofBytes } from "../../value/digest.ts";
import { makeFolder } from "../folder.ts";
import { known, no, said } from "./refused.ts";
import type { Asked, Git, Ran } from "./run.ts";

/**
 * What is known here of a remote branch: its commits and folders, files when they are asked for. No
 * work tree; her own checkout is never touched.
 *
 * MI1 One call at a time: what is read and what is built on it belong together.
 * MI2 It can be thrown away at any time. Where a crash or the disk left it unusable, it is made anew.
 */
export class Mirror {
  readonly remote: string;
  readonly branch: string;
  readonly #folder: string;
  readonly #git: Git;
  /** Files are fetched when they are asked for: a site may hold years of pictures. */
  readonly #about: readonly string[];
  #opened = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(git: Git, remote: string, branch: string, cache: string) {
    this.#git = git;
    this.remote = remote;
    this.branch = branch;
    this.#folder = path.join(cache, `git-${ofBytes(`${remote}\n${branch}`).slice(0, 16)}`);
    this.#about = [
      ["url", remote],
      ["promisor", "true"],
      ["partialclonefilter", "blob:none"],
    ].flatMap(([name, value]) => ["-c", `remote.site.${name}=${value}`]);
  }

  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => {});
    return mine;
  }

  /** The newest commit of the branch, as the remote has it now. */
  async fetch(): Promise<string> {
    const first = await this.#fetched();
    if (first.code === 0) return this.#tip();
    if (first.killed) {
      throw no(`Cannot reach "${this.remote}": it did not answer in time`, "transient");
    }
    const told = known(first);
    if (told !== null) {
      throw no(`Cannot read "${this.branch}" of "${this.remote}": ${told.reason}`, told.failure);
    }
    await rm(this.#folder, { recursive: true, force: true });
    this.#opened = false;
    const again = await this.#fetched();
    if (again.code === 0) return this.#tip();
    throw no(`Cannot read "${this.branch}" of "${this.remote}": ${reasonOf(again)}`, "transient");
  }

  /** Whether the branch was ever fetched here. */
  known(): boolean {
    return existsSync(this.#folder);
  }

  /** The tip at the last fetch before this one; null where there was none. */
  async seen(): Promise<string | null> {
    const ran = await this.#run(["rev-parse", "--verify", "--quiet", "refs/mainstay/tip"]);
    return ran.code === 0 ? ran.out.toString("utf8").trim() : null;
  }

  /** Its output, for a command that works on what is here and has no reason to fail. */
  async ask(args: readonly string[], asked: Asked = {}): Promise<Buffer> {
    const ran = await this.#run(args, asked);
    if (ran.code === 0) return ran.out;
    throw no(`Cannot work on a copy of "${this.remote}": ${reasonOf(ran)}`, "transient");
  }

  async line(args: readonly string[], asked: Asked = {}): Promise<string> {
    return (await this.ask(args, asked)).toString("utf8").trim();
  }

  /** Puts a commit behind `tip`, if that is still where the branch ends. */
  async push(commit: string, tip: string): Promise<Ran> {
    const target = `refs/heads/${this.branch}`;
    const lease = `--force-with-lease=${target}:${tip}`;
    const flags = ["--porcelain", "--no-verify", "--no-recurse-submodules", lease];
    return this.#run(["push", ...flags, "--", this.remote, `${commit}:${target}`], {
      limitMs: 30_000,
    });
  }

  /** What landed is seen: only what others put there is news. */
  async sawLand(commit: string): Promise<void> {
    await this.#run(["update-ref", "refs/mainstay/tip", commit]);
  }

  /** A name for a file of git's own beside the copy. */
  scratch(name: string): string {
    return path.join(this.#folder, name);
  }

  async #fetched(): Promise<Ran> {
    if (!this.#opened) {
      await makeFolder(this.#folder, 0o700);
      const made = await this.#run(["init", "--quiet", "--bare", "--template="]);
      if (made.code !== 0) return made;
      this.#opened = true;
    }
    const wanted = `+refs/heads/${this.branch}:refs/mainstay/tip`;
    const flags = ["--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head"];
    return this.#run(["fetch", ...flags, "--filter=blob:none", "--", "site", wanted], {
      limitMs: 20_000,
    });
  }

  async #tip(): Promise<string> {
    return this.line(["rev-parse", "--verify", "refs/mainstay/tip"]);
  }

  async #run(args: readonly string[], asked: Asked = {}): Promise<Ran> {
    return this.#git([`--git-dir=${this.#folder}`, ...this.#about, ...args], asked);
  }
}

export function reasonOf(ran: Ran): string {
  return ran.killed ? "git took too long" : said(ran, /^(?:remote|fatal|error): /) || "git failed";
}
