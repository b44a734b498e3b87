import type { Frame } from "./frame.ts";
import { width, wrap } from "./layout.ts";

/** A title with what is said of it beside; below it where one line has no room for both. */
export function headingLines(title: string, note: string, { width: to, paint }: Frame): string[] {
  if (note !== "" && width(title) + 1 + width(note) <= to) {
    return [`${paint.strong(title)} ${paint.faint(note)}`];
  }
  return [
    ...wrap(title, to).map(paint.strong),
    ...(note === "" ? [] : wrap(note.replace(/^· /, ""), to).map(paint.faint)),
  ];
}
