/**
 * The links in a text, as a mail program would make them clickable: with a scheme, beginning with
 * "www.", or a bare host with a path. In order, without repeats, as written.
 */
export function linksIn(text: string): string[] {
  const found = new Set<string>();
  for (const word of text.split(/[\s<>"'`|\\^{}[\]]+/)) {
    const start = beginning.exec(word);
    if (start === null) continue;
    const link = trimmed(word.slice(start.index));
    if (link.length > start[0].length || start[0].endsWith("/")) found.add(link);
  }
  return [...found];
}

const beginning =
  /(?:[a-z][a-z0-9+.-]{1,20}:\/\/|mailto:|www\.|(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}(?::\d{1,5})?\/)/iu;

/** Without the punctuation of the sentence around it; a bracket stays where its partner is inside. */
function trimmed(link: string): string {
  let end = link.length;
  while (end > 0) {
    const last = link.charAt(end - 1);
    const unpaired = last === ")" && !link.includes("(");
    if (!unpaired && !/[.,;:!?*_…]/.test(last)) break;
    end -= 1;
  }
  return link.slice(0, end);
}
