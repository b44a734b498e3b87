import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { mail } from "../../../test/fixtures/mail.ts";
import { ownAddress } from "./own-address.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "own-address-"));
});
afterEach(() => rm(folder, { recursive: true }));

const put = (name: string, to: string, delivered?: string) =>
  writeFile(path.join(folder, name), mail({ To: to, "Delivered-To": delivered }));

test("it is the address that most mails were delivered to", async () => {
  await put("a.eml", "Ana <Hello@Studio.example>");
  await put("b.eml", "list@letters.example", "hello@studio.example");
  await put("c.eml", "somebody@else.example");
  expect(await ownAddress(folder)).toBe("hello@studio.example");
});

test("a maildir is looked into too", async () => {
  await mkdir(path.join(folder, "cur"));
  await put("cur/1.host:2,S", "hello@studio.example");
  expect(await ownAddress(folder)).toBe("hello@studio.example");
});

test("none is guessed where none stands out, or nothing can be read", async () => {
  expect(await ownAddress(folder)).toBeNull();
  await put("a.eml", "one@studio.example");
  await put("b.eml", "two@studio.example");
  expect(await ownAddress(folder)).toBeNull();
  expect(await ownAddress(path.join(folder, "gone"))).toBeNull();
});
