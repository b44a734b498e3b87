import { type Frame, plain } from "../../src/cli/views/frame.ts";

/** Eighty columns without colour; answers by commands, or, with `keys`, by keys. */
export function frame(more: Partial<Frame> = {}): Frame {
  return {
    width: 80,
    paint: plain,
    keys: false,
    typed: (words) => `npx mainstay ${words}`,
    ...more,
  };
}
