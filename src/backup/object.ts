import { randomBytes } from "node:crypto";
import { zstdCompress, zstdDecompress } from "node:zlib";
import { promisify } from "node:util";
import { ofBytes } from "../value/digest.ts";
import { decrypt, encrypt, type Identity, isWrongIdentity } from "./age.ts";
import { type Frame, frameBytes, framesIn } from "./frames.ts";
import { BackupRefused, damaged } from "./refused.ts";

/**
 * An object of a backup: frames, compressed with zstd, encrypted with age.
 *
 * OB1 Its name is the SHA-256 of its stored bytes: whoever has the folder can tell that it is whole,
 *     without any key.
 * OB2 Its first frame holds chance, or what only the company can know: the digest of its content, which
 *     the manifest names openly, tells nothing about what is in it.
 * OB3 It is opened whole: name, content and every frame are checked before anything of it is used.
 */
export type Kind = "events" | "blobs" | "meta" | "keys";

export type Stored = {
  /** SHA-256 of the stored bytes. */
  name: string;
  /** Size of the stored bytes. */
  bytes: number;
  /** Size of the frames, before compression. */
  raw: number;
  /** SHA-256 of the frames, before compression. */
  sha256: string;
};

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** What is packed. With a `salt` of its own the same frames are the same content (OB2). */
export function contentOf(
  kind: Kind,
  frames: readonly Frame[],
  salt: string = randomBytes(32).toString("hex"),
): Uint8Array {
  const first: Frame = { head: { mainstay: kind, format: 1, salt }, parts: [] };
  return Buffer.concat([first, ...frames].flatMap(frameBytes));
}

export async function pack(
  content: Uint8Array,
  recipient: string,
): Promise<{ stored: Stored; file: Uint8Array }> {
  const file = await encrypt(await compress(content), recipient);
  const stored = {
    name: ofBytes(file),
    bytes: file.byteLength,
    raw: content.byteLength,
    sha256: ofBytes(content),
  };
  return { stored, file };
}

/** `place`: where in the repository it lies. */
export async function unpack(
  kind: Kind,
  stored: Stored,
  file: Uint8Array,
  identity: Identity,
  place: string,
): Promise<readonly Frame[]> {
  if (file.byteLength !== stored.bytes || ofBytes(file) !== stored.name) {
    throw damaged(`"${place}" has changed or is cut off`);
  }
  const compressed = await decrypt(file, identity).catch((error: unknown) => {
    if (!isWrongIdentity(error)) throw damaged(`"${place}" does not open`, error);
    throw new BackupRefused(
      "identity_wrong",
      `Cannot open the backup: it was made for another identity; name the identity file that belongs to it with --identity`,
    );
  });
  try {
    const content = await decompress(compressed, { maxOutputLength: stored.raw });
    if (ofBytes(content) !== stored.sha256) throw new RangeError("its content has changed");
    const [first, ...frames] = framesIn(content);
    if (first?.head["mainstay"] !== kind) throw new RangeError("it holds something else");
    return frames;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw damaged(`"${place}" cannot be read: ${reason}`, error);
  }
}
