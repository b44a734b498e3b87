import { isObject, type Json } from "../value/json.ts";
import * as pointers from "../value/pointer.ts";
import { type Mistake, mistake, type Source } from "../runbook/mistake.ts";

const names =
  /(^|[^a-z])(password|passwd|passphrase|secret|token|api[-_ ]?key|private[-_ ]?key|credentials?|client[-_ ]?secret)($|[^a-z])/u;
const values =
  /^(sk-[\w-]{16,}|gh[pousr]_\w{20,}|xox[abp]-[\w-]{10,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,})$|-----BEGIN [A-Z ]*PRIVATE KEY-----/u;

/**
 * Secrets never stand in the workspace's files, which are shared, compared and kept in history. A
 * file may say where one is found: `env:NAME` in the environment, `file:NAME` in the data folder.
 */
export function secrets(source: Source): Mistake[] {
  const found: Mistake[] = [];
  const visit = (value: Json, pointer: string, key: string): void => {
    if (typeof value === "string") {
      const named = names.test(words(key)) && value !== "";
      if ((named || values.test(value)) && !isReference(value)) {
        found.push(
          mistake(
            source.keyAt(pointer),
            `Cannot keep "${key}" in this file: it looks like a secret`,
            `take it out, and name only where it is found: ${key}: env:${key.replaceAll(/[^A-Za-z0-9]+/gu, "_").toUpperCase() || "NAME"}; if it was shared, change it`,
          ),
        );
      }
      return;
    }
    if (Array.isArray(value)) {
      for (const [i, item] of value.entries()) visit(item, pointers.join(pointer, i), key);
    } else if (isObject(value)) {
      for (const [inner, item] of Object.entries(value)) {
        visit(item, pointers.join(pointer, inner), inner);
      }
    }
  };
  visit(source.value, "", "");
  return found;
}

function isReference(value: string): boolean {
  return /^(env:[A-Z][A-Z0-9_]*|file:[A-Za-z0-9][A-Za-z0-9._-]*)$/u.test(value);
}

/** "apiKey" and "API_KEY" alike, as words. */
function words(key: string): string {
  return key.replaceAll(/([a-z])([A-Z])/gu, "$1_$2").toLowerCase();
}
