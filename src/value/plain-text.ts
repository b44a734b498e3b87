/** What takes no room where it is read: soft hyphens, joiners, marks of direction. */
const unseen = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g;

/** A text as it is read, to look for words in it: any case, any blanks between them. */
export function plainText(text: string): string {
  return text
    .normalize("NFC")
    .replaceAll(unseen, "")
    .replaceAll(/[\s\u0085\u2800]+/g, " ")
    .trim()
    .toLowerCase();
}
