import { mod97 } from "./mod97.ts";

/**
 * Structured creditor references (ISO 11649): "RF", two check digits, up to 21 letters and digits.
 * A bank carries them through unchanged, so that a payment names its invoice by itself.
 */

/** The reference for a number of ours: "2026-011" gives "RF742026011". */
export function make(number: string): string {
  const body = number.replaceAll(/[^0-9A-Za-z]/g, "").toUpperCase();
  const rest = mod97(`${body}RF00`);
  if (body === "" || body.length > 21 || rest === null) {
    throw new RangeError(
      `Cannot make a creditor reference of "${number}": it needs 1 to 21 letters or digits`,
    );
  }
  return `RF${String(98 - rest).padStart(2, "0")}${body}`;
}

/** Without spaces, in capitals: as references are compared. */
export function normalise(text: string): string {
  return text.replaceAll(/\s/g, "").toUpperCase();
}

export function valid(text: string): boolean {
  const reference = normalise(text);
  if (!/^RF\d{2}[0-9A-Z]{1,21}$/.test(reference)) return false;
  return mod97(reference.slice(4) + reference.slice(0, 4)) === 1;
}

/** In groups of four, as people read it. */
export function groups(text: string): string {
  return normalise(text).replaceAll(/(.{4})(?=.)/g, "$1 ");
}

/** The first valid reference that a free text holds, normalised. */
export function find(text: string): string | null {
  for (const match of text.matchAll(/(?<![0-9A-Za-z])RF\d{2}/gi)) {
    const found = candidates(text.slice(match.index)).find(valid);
    if (found !== undefined) return normalise(found);
  }
  return null;
}

/**
 * How far a reference may reach, longest first. Written in one piece it ends with its word. Written
 * in groups, words without a digit are no part of it: otherwise one in 97 would join by chance.
 */
function candidates(text: string): string[] {
  const [head = "", ...rest] = text.split(/\s+/).map((word) => word.replace(/[^0-9A-Za-z].*$/, ""));
  if (head.length !== 4) return [head];
  const reach = rest.findIndex((word) => !/^(?=.*\d)[0-9A-Za-z]{1,4}$/.test(word));
  const parts = rest.slice(0, reach === -1 ? rest.length : reach);
  const short = parts.findIndex((word) => word.length < 4);
  const most = Math.min(short === -1 ? parts.length : short + 1, 6);
  return Array.from({ length: most }, (_, i) => head + parts.slice(0, most - i).join(""));
}
