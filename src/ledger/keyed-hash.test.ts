import { createHmac } from "node:crypto";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { hashKey, keyedHash } from "./keyed-hash.ts";

test("it is HMAC-SHA256, for keys of any length", () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  fc.assert(
    fc.property(bytes, bytes, (secret, text) => {
      const expected = createHmac("sha256", secret).update(text).digest("hex");
      expect(keyedHash(hashKey(secret), text)).toBe(expected);
    }),
  );
});
