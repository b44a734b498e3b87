import path from "node:path";

/** Names of files that say what is in them, on any file system. */
const longest = 48;

export function slug(words: string): string {
  const plain = words
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll("ß", "ss")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-");
  return plain.slice(0, longest).replaceAll(/^-+|-+$/g, "");
}

/** "0007-re-packaging.eml" */
export function numbered(n: number, words: string, ending: string): string {
  const said = slug(words);
  return `${String(n).padStart(4, "0")}${said === "" ? "" : `-${said}`}${ending}`;
}

const byMedia: Readonly<Record<string, string>> = {
  "application/pdf": ".pdf",
  "application/json": ".json",
  "image/png": ".png",
  "image/jpeg": ".jpg",
  "message/rfc822": ".eml",
  "text/csv": ".csv",
  "text/plain": ".txt",
};

/** What it is called already, else what its type or its first bytes say. */
export function endingOf(name: string, mediaType: string, bytes: Uint8Array): string {
  const called = path.extname(name).toLowerCase();
  if (/^\.[a-z0-9]{1,8}$/.test(called)) return called;
  const known = byMedia[mediaType];
  if (known !== undefined) return known;
  const head = Buffer.from(bytes.subarray(0, 400)).toString("latin1");
  if (head.startsWith("%PDF-")) return ".pdf";
  if (/^(?:[A-Za-z-]+: .*\r?\n(?:[ \t].*\r?\n)*){2}/.test(head)) return ".eml";
  if (/^\s*[[{]/.test(head)) return ".json";
  const [first = ""] = head.split(/\r?\n/, 1);
  if (/^[^\0]*(?:[,;\t][^\0,;\t]*){2}$/.test(first)) return ".csv";
  return ".bin";
}

/** A path below a folder that stays below it on every system. */
export function staysBelow(relative: string): boolean {
  if (relative === "" || relative.length > 1000 || relative.startsWith("/")) return false;
  if (/[\\\0]|^[A-Za-z]:/.test(relative)) return false;
  return relative.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}
