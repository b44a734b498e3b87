import * as fc from "fast-check";
import { expect, test } from "vitest";
import { eventData } from "./event-stream.ts";

async function read(chunks: readonly string[]): Promise<string[]> {
  async function* source() {
    yield* chunks;
  }
  const data: string[] = [];
  for await (const each of eventData(source())) data.push(each);
  return data;
}

const text =
  ': watching\n\nid: 1\nevent: done\ndata: {"a":1}\n\ndata: b\ndata:c\n\n: still here\n\n';

test("data is read, comments and ids are passed over, lines of one event are joined", async () => {
  expect(await read([text])).toEqual(['{"a":1}', "b\nc"]);
});

test("where the chunks are cut makes no difference", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(text.length)), async (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), text.length];
      const chunks = at.slice(1).map((end, i) => text.slice(at[i], end));
      expect(await read(chunks)).toEqual(['{"a":1}', "b\nc"]);
    }),
  );
});

test("an event cut off before its end is no event", async () => {
  expect(await read(["data: half"])).toEqual([]);
  expect(await read(["data: half\n"])).toEqual([]);
});
