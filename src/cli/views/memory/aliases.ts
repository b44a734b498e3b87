import type { AliasesView } from "../../../api/contract/aliases.ts";
import type { Frame } from "../frame.ts";
import { hang, wrap } from "../layout.ts";

export function aliasLines(view: AliasesView, frame: Frame): string[] {
  const { client, aliases, theirs, message } = view;
  const names = aliases.length === 0 ? "no other name" : aliases.join(", ");
  return [
    ...(message === "" ? [] : [...wrap(message, frame.width), ""]),
    ...hang("  ", `${client}: ${names}`, frame.width),
    ...theirs.flatMap((each) =>
      hang(
        "    ",
        `${each.name}, ${each.kind}: ${each.aliases.length === 0 ? "no other name" : each.aliases.join(", ")}`,
        frame.width,
      ),
    ),
  ];
}
