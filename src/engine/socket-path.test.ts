import { chmodSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { isPrivate, preparePrivateFolder, socketPath } from "./socket-path.ts";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "ms-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function longSocket(): string {
  const socket = socketPath(join(folder(), "x".repeat(120)));
  onTestFinished(() => rmSync(dirname(socket), { recursive: true, force: true }));
  return socket;
}

test("SO1: the socket stands in the data folder while its path is short", () => {
  const data = folder();
  const socket = socketPath(data);
  expect(socket).toBe(join(data, "owner.sock"));
  expect(isPrivate(socket)).toBe(true);
});

test("SO1: a long path moves it to a folder that only this user can enter", () => {
  const socket = longSocket();
  expect(Buffer.byteLength(socket)).toBeLessThanOrEqual(100);
  preparePrivateFolder(socket);
  expect(statSync(dirname(socket)).mode & 0o777).toBe(0o700);
  expect(isPrivate(socket)).toBe(true);
});

test("SO1: a folder that others may enter is refused", () => {
  const socket = longSocket();
  preparePrivateFolder(socket);
  chmodSync(dirname(socket), 0o777);
  expect(isPrivate(socket)).toBe(false);
  expect(() => preparePrivateFolder(socket)).toThrow(/^Cannot listen in .*others may write there/);
});

test("SO2: every name of a data folder leads to the same socket", () => {
  const data = folder();
  const link = join(folder(), "link");
  symlinkSync(data, link);
  expect(socketPath(link)).toBe(socketPath(data));
});
