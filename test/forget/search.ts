import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { constants, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";

/** Looks for words in the bytes of files, in every dress in which content is stored. */
export function findings(
  folder: string,
  words: readonly string[],
  outside: readonly string[],
): string[] {
  const needles = words.flatMap(dressed);
  return filesIn(folder)
    .filter((file) => !outside.some((place) => isWithin(path.join(folder, place), file)))
    .flatMap((file) => {
      const bytes = readFileSync(file);
      return [bytes, ...unpacked(bytes)].flatMap((text, i) =>
        needles
          .filter(({ needle }) => text.includes(needle))
          .map(
            ({ dress }) => `${path.relative(folder, file)}: ${dress}${i === 0 ? "" : ", packed"}`,
          ),
      );
    });
}

type Needle = { dress: string; needle: Buffer };

function dressed(word: string): Needle[] {
  const forms = [
    word,
    word.toLowerCase(),
    word.toUpperCase(),
    Buffer.from(word).toReversed().toString(),
  ];
  return forms.flatMap((form) => {
    const utf8 = Buffer.from(form);
    const utf16 = Buffer.from(form, "utf16le");
    return [
      { dress: `"${form}"`, needle: utf8 },
      { dress: `"${form}" as UTF-16`, needle: utf16 },
      { dress: `"${form}" as UTF-16, turned`, needle: Buffer.from(utf16).swap16() },
      { dress: `"${form}" as hexadecimal`, needle: Buffer.from(utf8.toString("hex")) },
      ...[0, 1, 2].map((shift) => ({
        dress: `"${form}" as base64`,
        needle: base64(utf8, shift),
      })),
    ];
  });
}

/** What stands in the middle of base64, whatever stood before and stands behind. */
function base64(bytes: Buffer, shift: number): Buffer {
  const text = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString("base64")
    .replace(/=+$/, "");
  const whole = bytes.length + shift;
  const until = whole % 3 === 0 ? text.length : text.length - 1;
  return Buffer.from(text.slice(shift === 0 ? 0 : shift + 1, until));
}

/** What zlib or gzip packed, wherever it begins. */
function unpacked(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 50_000_000 };
  for (let at = 0; at + 2 < bytes.length; at += 1) {
    const [first = 0, second = 0] = [bytes[at], bytes[at + 1]];
    const isZlib = first === 0x78 && (first * 256 + second) % 31 === 0;
    const isGzip = first === 0x1f && second === 0x8b;
    // A stream of ours within a file of SQLite or PDF.
    if (!isZlib && !isGzip) continue;
    for (const unpack of isGzip ? [gunzipSync] : [inflateSync, inflateRawSync]) {
      try {
        const out = unpack(bytes.subarray(at), options);
        if (out.length > 0) found.push(out);
      } catch {
        // No stream begins here.
      }
    }
  }
  return found;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    const kind = statSync(file);
    return kind.isDirectory() ? filesIn(file) : kind.isFile() ? [file] : [];
  });
}

function isWithin(folder: string, file: string): boolean {
  return file === folder || file.startsWith(`${folder}${path.sep}`);
}
