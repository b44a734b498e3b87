import type { JsonObject } from "../../value/json.ts";
import { linksIn } from "../../value/links.ts";
import type { Preview } from "../contract.ts";
import { Letter } from "./letter.ts";

/** A mail as she decides on it: whom it goes to, every line, every link. */
export function preview(args: JsonObject): Preview {
  const { to, subject, text, attach } = Letter.parse(args);
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const links = linksIn(text);
  return {
    line: `Mail to ${to}`,
    details: [
      `Subject: ${subject}`,
      ...lines,
      ...(attach ?? []).map((file) => `Attached: ${file.name}`),
      ...(links.length === 0 ? [] : [`Links: ${links.join(", ")}`]),
    ],
  };
}
