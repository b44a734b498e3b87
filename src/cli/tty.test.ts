import { PassThrough } from "node:stream";
import type { ReadStream, WriteStream } from "node:tty";
import { expect, test } from "vitest";
import { processTerminal } from "./tty.ts";
import { readable } from "./views/frame.ts";

function terminal(keys = true) {
  const raw: boolean[] = [];
  const setRawMode = (on: boolean) => void raw.push(on);
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 0 });
  const made = processTerminal({
    // The parts of a terminal's streams that are used; a test has no real one.
    input: input as unknown as ReadStream,
    output: output as unknown as WriteStream,
    env: {},
    keys,
  });
  return { made, input, raw };
}

async function pressed(text: string, count: number): Promise<(string | null)[]> {
  const { made, input } = terminal();
  input.write(text);
  const keys: (string | null)[] = [];
  while (keys.length < count) keys.push(await made.key());
  made.close();
  return keys;
}

test("keys are characters and the names of those that have none", async () => {
  expect(await pressed("1é\r\u007F", 4)).toEqual(["1", "é", "enter", "backspace"]);
});

test("arrows and other sequences are no keys", async () => {
  expect(await pressed("\u001B[Ay", 1)).toEqual(["y"]);
});

test("escape and a key soon after it are two keys", async () => {
  expect(await pressed("\u001B7", 2)).toEqual(["escape", "7"]);
});

test("Ctrl-C is the wish to leave, now and ever after", async () => {
  const { made, input } = terminal();
  const waiting = made.key();
  input.write("\u0003");
  expect(await waiting).toBeNull();
  expect(made.left.aborted).toBe(true);
  expect(await made.key()).toBeNull();
  made.close();
});

test("the keyboard is given to another program while it runs, and back at the end", async () => {
  const { made, raw } = terminal();
  await made.lend(async () => expect(raw).toEqual([true, false]));
  made.close();
  expect(raw).toEqual([true, false, true, false]);
});

test("without keys the keyboard is left alone", () => {
  const { made, raw } = terminal(false);
  made.close();
  expect(made.interactive).toBe(false);
  expect(raw).toEqual([]);
});

test("width is what is readable: eighty where nothing is known, never too wide or too narrow", () => {
  expect([undefined, 0, 20, 90, 300].map(readable)).toEqual([80, 80, 40, 90, 100]);
});
