import type { Dirent } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { ofBytes } from "../value/digest.ts";
import { ofFile } from "./problem.ts";
import type { Problem } from "./release.ts";
import { maxBytes } from "./yaml.ts";
import { errorCode } from "../value/error-code.ts";

/** The layout: which folder holds files of which ending. Anything else is the operator's own. */
const layout: Readonly<Record<string, { ends: string | null; usual: string }>> = {
  agents: { ends: ".yaml", usual: ".yml" },
  runbooks: { ends: ".yaml", usual: ".yml" },
  policies: { ends: ".yaml", usual: ".yml" },
  connectors: { ends: ".yaml", usual: ".yml" },
  schemas: { ends: ".json", usual: ".yaml" },
  code: { ends: ".js", usual: ".ts" },
  templates: { ends: null, usual: "" },
};

const maxFiles = 500;

/** A text file of the workspace; `text` is null where it is no text (a picture in templates/). */
export type TextFile = { path: string; text: string | null; digest: string };

/** Reads every file of the layout, in order of their paths; the folder itself is not changed. */
export async function gather(folder: string): Promise<{ files: TextFile[]; problems: Problem[] }> {
  const files: TextFile[] = [];
  const problems: Problem[] = [];
  const take = async (relative: string, textOnly: boolean) => {
    const read = await readOne(path.join(folder, relative), relative, textOnly);
    if ("message" in read) problems.push(read);
    else files.push(read);
  };
  const top = await names(folder);
  if (top === null || !top.includes("mainstay.yaml")) {
    const misspelt = top?.find((name) => /^mainstay\.ya?ml$/iu.test(name));
    problems.push(
      ofFile(
        "mainstay.yaml",
        top === null
          ? `Cannot read the workspace "${folder}": there is no such folder`
          : `Cannot read the workspace "${folder}": it has no mainstay.yaml`,
        misspelt === undefined
          ? `name the right folder with --workspace, or begin one with: mainstay init`
          : `rename "${misspelt}" to mainstay.yaml`,
      ),
    );
    return { files, problems };
  }
  await take("mainstay.yaml", true);
  for (const [name, { ends, usual }] of Object.entries(layout)) {
    const inside = ((await names(path.join(folder, name))) ?? []).toSorted();
    if (inside.length > maxFiles) {
      problems.push(
        ofFile(
          name,
          `Cannot read ${name}/: it holds more than ${maxFiles} files`,
          `split the company, or move some away`,
        ),
      );
      continue;
    }
    for (const file of inside) {
      if (file.startsWith(".") || file.endsWith("~")) continue;
      const relative = `${name}/${file}`;
      if (ends === null || file.endsWith(ends)) await take(relative, ends !== null);
      else if (file.endsWith(usual)) {
        problems.push(
          ofFile(
            relative,
            `Cannot read "${relative}": files of ${name}/ end in ${ends}`,
            `rename it to end in ${ends}`,
          ),
        );
      }
    }
  }
  await takeSkills(folder, take, problems);
  return { files, problems };
}

/** Each skill is a folder of its own, with one file in it that is read; what lies beside is hers. */
async function takeSkills(
  folder: string,
  take: (relative: string, textOnly: boolean) => Promise<void>,
  problems: Problem[],
): Promise<void> {
  const entries = await entriesOf(path.join(folder, "skills"));
  if (entries.length > maxFiles) {
    const message = `Cannot read skills/: it holds more than ${maxFiles} of them`;
    problems.push(ofFile("skills", message, "move some away"));
    return;
  }
  for (const entry of entries) {
    const relative = `skills/${entry.name}`;
    if (entry.isDirectory()) await take(`${relative}/SKILL.md`, true);
    else if (entry.name.endsWith(".md")) {
      const bare = entry.name.slice(0, -".md".length);
      const message = `Cannot read "${relative}": a skill is a folder with a file SKILL.md in it`;
      problems.push(ofFile(relative, message, `move it to skills/${bare}/SKILL.md`));
    }
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    const found = await readdir(folder, { withFileTypes: true });
    const hers = found.filter(({ name }) => !name.startsWith("."));
    return hers.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error))) return [];
    throw error;
  }
}

async function names(folder: string): Promise<string[] | null> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error))) return null;
    throw error;
  }
}

async function readOne(
  full: string,
  relative: string,
  textOnly: boolean,
): Promise<TextFile | Problem> {
  try {
    const found = await stat(full);
    // Looked at before it is opened: a pipe by that name would never end.
    if (!found.isFile()) {
      return ofFile(
        relative,
        `Cannot read "${relative}": it is ${found.isDirectory() ? "a folder" : "no ordinary file"}`,
        `move it away`,
      );
    }
    if (found.size > maxBytes) {
      return ofFile(
        relative,
        `Cannot read "${relative}": it is larger than 1 MB`,
        `split it or make it smaller`,
      );
    }
    const bytes = await readFile(full);
    const text = decode(bytes);
    if (text === null && textOnly) {
      return ofFile(
        relative,
        `Cannot read "${relative}": it is not text in UTF-8`,
        `save it again as UTF-8`,
      );
    }
    return { path: relative, text, digest: ofBytes(bytes) };
  } catch (error) {
    const code = errorCode(error);
    if (code === "") throw error;
    return ofFile(
      relative,
      `Cannot read "${relative}": ${code}`,
      `check that it exists and that you may read it`,
    );
  }
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
