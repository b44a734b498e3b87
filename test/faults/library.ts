import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** What fault.c can do to a process at its `at`-th operation of the kind; see there. */
export const faults = ["kill", "forget", "tear", "enospc", "full", "eio", "short"] as const;
export type Fault = (typeof faults)[number];
export type Blow = { fault: Fault; at: number; seed: number };

/** One thing that a process did to its disk: its name, where below the root, and whether it was hit. */
export type Operation = { name: string; path: string; hit: boolean };

export type Library = { path: string } | { missing: string };

let built: Library | null = null;

/** Builds the library once for this process; says why where that cannot be. */
export function library(): Library {
  built ??= build();
  return built;
}

function build(): Library {
  if (process.platform !== "linux") {
    return {
      missing: `faults of the disk are rehearsed on Linux only, this is ${process.platform}`,
    };
  }
  const folder = mkdtempSync(path.join(tmpdir(), "ms-faults-library-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, "fault.so");
  const sources = ["fault.c", "kept.c"].map((name) => path.join(import.meta.dirname, name));
  try {
    const args = ["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", file, ...sources, "-ldl"];
    execFileSync("cc", args, { stdio: ["ignore", "ignore", "pipe"] });
    return { path: file };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return { missing: `there is no C compiler "cc" to build fault.c with` };
    }
    throw error;
  }
}

/** Where one process is watched: its root, what the library keeps aside, and its log. */
export class Watched {
  readonly root: string;
  /** The company's data folder; the process makes it where it is not there. */
  readonly data: string;
  readonly #aside: string;
  #processes = 0;

  /** `folder` is new and the process's alone. */
  constructor(folder: string) {
    this.root = path.join(folder, "disk");
    this.data = path.join(this.root, "data");
    this.#aside = path.join(folder, "aside");
    for (const each of [this.root, this.#aside]) mkdirSync(each, { recursive: true });
  }

  get #log(): string {
    return path.join(this.#aside, `operations-${this.#processes}.log`);
  }

  /** For one process more. */
  env(loaded: { path: string }, blow: Blow | null): NodeJS.ProcessEnv {
    this.#processes += 1;
    return {
      ...process.env,
      LD_PRELOAD: loaded.path,
      FAULTS_ROOT: this.root,
      FAULTS_KEEP: this.#aside,
      FAULTS_APART: path.join(this.data, "in"),
      FAULTS_LOG: this.#log,
      FAULTS_KIND: blow?.fault ?? "none",
      FAULTS_AT: String(blow?.at ?? 0),
      FAULTS_SEED: String(blow?.seed ?? 0),
    };
  }

  /** Of the process that was begun last. */
  operations(): Operation[] {
    return readFileSync(this.#log, "utf8")
      .split("\n")
      .slice(0, -1)
      .map((line) => {
        const hit = line.startsWith("! ");
        const [name = "", ...rest] = (hit ? line.slice(2) : line).split(" ");
        return { name, path: rest.join(" "), hit };
      });
  }
}

const needRoom = new Set(["write", "make", "link", "mkdir"]);

/** Which operations a kind of fault counts; as `about` in fault.c, where growing files count too. */
export function counts(fault: Fault, { name }: Operation): boolean {
  if (fault === "enospc" || fault === "full") return needRoom.has(name);
  if (fault === "eio") return name === "sync";
  if (fault === "short") return name === "write";
  return true;
}
