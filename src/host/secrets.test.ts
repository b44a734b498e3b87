import { chmod, mkdtemp, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { leftOut } from "../transfer/inventory.ts";
import { keepSecret, secretsIn } from "./secrets.ts";

let data = "";
beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), "mainstay-secrets-"));
});
afterEach(() => rm(data, { recursive: true, force: true }));

const secret = (reference: string) =>
  secretsIn(data, { MAILBOX: "from-env", EMPTY: " " })(reference);
const fileOf = (name: string) => path.join(data, "secrets", name);

test("SE1: a kept secret is found by its reference, and readable by its owner alone", async () => {
  expect(await keepSecret(data, "mailbox", "abcd efgh")).toBe("file:mailbox");
  expect(secret("file:mailbox")).toBe("abcd efgh");
  expect((await stat(fileOf("mailbox"))).mode & 0o777).toBe(0o600);
  expect((await stat(path.dirname(fileOf("mailbox")))).mode & 0o777).toBe(0o700);
});

test("a changed secret takes the place of the old one, whatever a crash left behind", async () => {
  await keepSecret(data, "mailbox", "old");
  await writeFile(`${fileOf("mailbox")}~`, "half", { mode: 0o644 });
  await keepSecret(data, "mailbox", "new");
  expect(secret("file:mailbox")).toBe("new");
  expect((await stat(fileOf("mailbox"))).mode & 0o777).toBe(0o600);
  expect(await readdir(path.join(data, "secrets"))).toEqual(["mailbox"]);
});

test("SE2: the folder is named among what no copy takes", () => {
  expect(leftOut.some(({ pattern }) => pattern.test("secrets"))).toBe(true);
});

test("one in the environment is found there", () => {
  expect(secret("env:MAILBOX")).toBe("from-env");
  expect(() => secret("env:EMPTY")).toThrow("the environment has no EMPTY; set it");
  expect(() => secret("env:NONE")).toThrow('Cannot find the secret "env:NONE"');
});

test("SE3: what is no reference is refused, and not repeated: it may be the secret", () => {
  expect(() => secret("hunter2")).toThrow(/^(?!.*hunter2).*as env:NAME or file:NAME/u);
});

test("a file that others may read, that is empty, a link or gone is refused with the remedy", async () => {
  await keepSecret(data, "mailbox", "abcd");
  await chmod(fileOf("mailbox"), 0o644);
  expect(() => secret("file:mailbox")).toThrow(`chmod 600 "${fileOf("mailbox")}"`);
  await keepSecret(data, "empty", "");
  expect(() => secret("file:empty")).toThrow("the file is empty");
  await symlink(fileOf("mailbox"), fileOf("link"));
  expect(() => secret("file:link")).toThrow("no small file");
  expect(() => secret("file:gone")).toThrow(`write the password into "${fileOf("gone")}"`);
  await expect(keepSecret(data, "../x", "y")).rejects.toThrow("its name may hold letters");
});
