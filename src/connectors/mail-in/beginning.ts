import { bodyOf, capped, oneLine } from "./body.ts";
import { parse } from "./parse.ts";

/** So many bytes of a mail are enough to tell how it begins. */
export const mostRead = 64 * 1024;

/**
 * How a mail begins, in what its sender wrote anew, as one paragraph; "" where that cannot be read. Also
 * of a mail that was cut off.
 */
export async function beginningOf(raw: Buffer): Promise<string> {
  try {
    return oneLine(capped((await bodyOf(await parse(raw))).text).text);
  } catch {
    return "";
  }
}
