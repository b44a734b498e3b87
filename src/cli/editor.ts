import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Usage } from "./errors.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The words of a command line with quotes, as a list: it never goes through a shell. */
export function commandWords(line: string): string[] {
  const words = line.match(/"[^"]*"|'[^']*'|[^\s"']+/g) ?? [];
  return words.map((word) => word.replace(/^(["'])(.*)\1$/s, "$2"));
}

/** A variable that is set to nothing names no editor. */
function editorIn(env: Environment): string | undefined {
  return [env["VISUAL"], env["EDITOR"]].find((line) => (line ?? "").trim() !== "");
}

/** True where she chose one, which may need no terminal. */
export function namesEditor(env: Environment): boolean {
  return editorIn(env) !== undefined;
}

/** Opens her editor on the text and answers what she saved. The file is hers alone and goes after. */
export async function openEditor(text: string, suffix: string, env: Environment): Promise<string> {
  const [program = "vi", ...words] = commandWords(editorIn(env) ?? "vi");
  const folder = await mkdtemp(join(tmpdir(), "mainstay-draft-"));
  const file = join(folder, `draft${suffix}`);
  try {
    await writeFile(file, text, { mode: 0o600 });
    await ended(program, [...words, file]);
    return await readFile(file, "utf8");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function ended(program: string, words: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: "inherit" });
    child.once("error", () => {
      const remedy = "Set EDITOR to a program that is installed, for example EDITOR=nano";
      reject(new Usage(`Cannot open the editor "${program}": it does not start`, remedy));
    });
    child.once("exit", (code) => {
      if (code === 0) resolve();
      else {
        const reason = `it ended with ${code === null ? "a signal" : `code ${code}`}`;
        reject(
          new Usage(
            `Cannot take the draft from "${program}": ${reason}`,
            "Open it again, save, and leave normally",
          ),
        );
      }
    });
  });
}

/** Hands a file to whatever program opens such files here. */
export async function openFile(path: string, platform: NodeJS.Platform): Promise<void> {
  const opener = platform === "darwin" ? "open" : "xdg-open";
  await new Promise<void>((resolve, reject) => {
    const child = spawn(opener, [path], { stdio: "ignore", detached: true });
    child.once("error", () => {
      reject(
        new Usage(`Cannot open "${path}": "${opener}" does not start`, "Open the file yourself"),
      );
    });
    child.once("spawn", () => {
      child.unref();
      resolve();
    });
  });
}
