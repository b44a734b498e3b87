import { hash } from "node:crypto";
import { canonical, type Json } from "./json.ts";

/** SHA-256 of the bytes, as 64 hexadecimal digits. */
export function ofBytes(bytes: Uint8Array | string): string {
  return hash("sha256", bytes, "hex");
}

/** SHA-256 of the canonical text (RFC 8785) of a value. */
export function ofJson(value: Json): string {
  return hash("sha256", canonical(value), "hex");
}
