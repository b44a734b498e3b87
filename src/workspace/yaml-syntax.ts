import type { YAMLError } from "yaml";

type Words = { reason: string; remedy: string };

const look = "check quotes, brackets and indentation here and on the line above";

/** What the parser says in the terms of the YAML grammar, in words for people who write lists and keys. */
export function syntaxInWords(error: YAMLError, text: string): Words {
  const { code, message } = error;
  const word = /^\S{1,40}/u.exec(text.slice(error.pos[0]))?.[0] ?? "";
  switch (code) {
    case "BAD_INDENT": {
      const [, close] = /end with a ([\]}])$/u.exec(message) ?? [];
      if (close === undefined) {
        return { reason: `this line does not stand below those before it`, remedy: look };
      }
      const open = close === "]" ? "[" : "{";
      const reason = `a "${open}" above is not closed`;
      return { reason, remedy: `close it with "${close}"; indent every line in between` };
    }
    case "MISSING_CHAR":
      if (message.includes("quote")) {
        return {
          reason: "a quotation mark above is not closed",
          remedy: "close it, or check the quotes around it",
        };
      }
      return {
        reason: `"${word}" lacks a ":" behind it`,
        remedy: `write "${word}: …", or ${look}`,
      };
    case "MULTILINE_IMPLICIT_KEY":
      return {
        reason: `"${word}" lacks a ":" behind it`,
        remedy: `write "${word}: …", or ${look}`,
      };
    case "BLOCK_AS_IMPLICIT_KEY":
      return {
        reason: `there is one ":" too many, or the next line is indented too far`,
        remedy: `quote a text that holds ": ", and check the indentation of the next line`,
      };
    case "BAD_SCALAR_START":
      return { reason: `a text cannot begin with "${word.charAt(0)}"`, remedy: "quote it" };
    case "BAD_DQ_ESCAPE":
      return { reason: `"${word}" is no character`, remedy: `write "\\\\" for a backslash` };
    case "UNEXPECTED_TOKEN":
      return { reason: `"${word}" cannot stand here`, remedy: look };
    default:
      return { reason: message.replace(/\.$/u, ""), remedy: look };
  }
}
