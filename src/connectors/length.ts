import { z } from "zod";
import { parse } from "../value/duration.ts";

/** A length of time in settings, like "PT60S" or "P14D". */
export const Length = z.string().refine(isLength, 'must be a length of time, like "PT60S"');

function isLength(text: string): boolean {
  try {
    return parse(text) >= 0;
  } catch {
    return false;
  }
}
