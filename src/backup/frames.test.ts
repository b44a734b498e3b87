import * as fc from "fast-check";
import { expect, test } from "vitest";
import { frameBytes, framesIn } from "./frames.ts";

const frame = fc.record({
  head: fc.dictionary(
    fc.string().filter((name) => name !== "sizes" && name !== "__proto__"),
    fc.string(),
    { noNullPrototype: true },
  ),
  parts: fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 3 }),
});
const bytesOf = (frames: readonly Parameters<typeof frameBytes>[0][]) =>
  Buffer.concat(frames.flatMap(frameBytes));

test("what is framed is read back, whatever bytes it holds", () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 5 }), (frames) => {
      const read = [...framesIn(bytesOf(frames))].map(({ head, parts }) => ({
        head,
        parts: parts.map((part) => new Uint8Array(part)),
      }));
      expect(read).toEqual(frames);
    }),
  );
});

test("frames that are cut off anywhere are refused, unless a whole number of them is left", () => {
  const frames = [1, 2].map((n) => ({ head: { n }, parts: [new Uint8Array(9).fill(n)] }));
  const whole = bytesOf(frames);
  const one = bytesOf(frames.slice(0, 1)).byteLength;
  for (let end = 1; end < whole.byteLength; end += 1) {
    const read = () => [...framesIn(whole.subarray(0, end))];
    if (end === one) expect(read()).toHaveLength(1);
    else expect(read).toThrow();
  }
});

test("a frame that lies about its sizes is refused", () => {
  for (const head of ['{"sizes":[-1]}', '{"sizes":["9"]}', '{"sizes":9}', "[]", "9", "{", "{}"]) {
    expect(() => [...framesIn(Buffer.from(`${head}\nabc`))]).toThrow();
  }
});
