import { lstatSync, readFileSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import path from "node:path";
import { errorCode } from "../value/error-code.ts";
import { makeFolder, syncFolder } from "../connectors/folder.ts";

/**
 * Where passwords are found. The company's files only say where: `env:NAME` stands in the environment,
 * `file:NAME` in a file of the data folder.
 *
 * SE1 Such a file can be read by its owner alone (mode 0600, in a folder of mode 0700).
 * SE2 It goes into no backup and no export: both name what they take, and never this folder.
 * SE3 A secret stands in no message; what cannot be had is named by its reference.
 */
const folder = "secrets";
const fileName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u;
const mostBytes = 64 * 1024;

/** Answers the reference to write into a connector's file. */
export async function keepSecret(data: string, name: string, value: string): Promise<string> {
  const place = fileOf(data, name);
  await makeFolder(path.dirname(place), 0o700);
  const draft = `${place}~`;
  const handle = await open(draft, "w", 0o600);
  try {
    // Also where an earlier draft was left with other rights.
    await handle.chmod(0o600);
    await handle.writeFile(`${value}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, place);
  await syncFolder(path.dirname(place));
  return `file:${name}`;
}

/** What a reference names. */
export function secretsIn(
  data: string,
  env: Readonly<Record<string, string | undefined>>,
): (reference: string) => string {
  return (reference) => {
    const name = reference.slice(reference.indexOf(":") + 1);
    if (reference.startsWith("env:")) return fromEnvironment(env, name);
    if (reference.startsWith("file:")) return fromFile(data, name);
    // Not repeated: it may be the secret itself.
    throw new Error(
      "Cannot find a secret: its setting must say where it is, as env:NAME or file:NAME; a password itself never stands in the company's files",
    );
  };
}

function fromEnvironment(env: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = env[name]?.trim();
  if (value !== undefined && value !== "") return value;
  throw new Error(
    `Cannot find the secret "env:${name}": the environment has no ${name}; set it before Mainstay starts`,
  );
}

function fromFile(data: string, name: string): string {
  const place = fileOf(data, name);
  const missing = `write the password into "${place}", readable by you alone`;
  try {
    const found = lstatSync(place);
    if (!found.isFile() || found.size > mostBytes) {
      throw new Error(`Cannot use the secret "file:${name}": that is no small file; ${missing}`);
    }
    if ((found.mode & 0o077) !== 0) {
      throw new Error(
        `Cannot use the secret "file:${name}": others on this machine may read it; allow it to you alone with: chmod 600 "${place}"`,
      );
    }
    const value = readFileSync(place, "utf8").trim();
    if (value !== "") return value;
    throw new Error(`Cannot use the secret "file:${name}": the file is empty; ${missing}`);
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw new Error(`Cannot find the secret "file:${name}": there is no such file; ${missing}`, {
        cause: error,
      });
    }
    if (code === "EACCES") {
      throw new Error(
        `Cannot read the secret "file:${name}": it may not be opened; allow it to who runs Mainstay`,
        { cause: error },
      );
    }
    throw error;
  }
}

function fileOf(data: string, name: string): string {
  if (fileName.test(name)) return path.join(data, folder, name);
  throw new Error(
    `Cannot use "file:${name}" for a secret: its name may hold letters, digits, ".", "_" and "-" only`,
  );
}
