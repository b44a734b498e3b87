import type { Frame } from "./frame.ts";
import { hang } from "./layout.ts";

/** The emergency stop's answer: from now on nothing leaves; this already had. */
export function stopLines(stop: { left: readonly string[] }, frame: Frame): string[] {
  return [
    frame.paint.bad("STOPPED. Nothing new is sent, not even undos, until you resume"),
    ...(stop.left.length === 0
      ? ["Already left: nothing"]
      : ["Already left:", ...stop.left.flatMap((line) => hang("  ", line, frame.width))]),
    `Resume: ${frame.typed("resume")}`,
  ];
}
