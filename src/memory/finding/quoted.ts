/**
 * A mail without the lines that it quotes of another, which is a passage itself: found here, it would
 * stand in two places. What is nothing but quotes stays whole.
 */
export function unquoted(text: string): string {
  if (!text.includes(">")) return text;
  const own = text.replace(quotes, "");
  return own.trim() === "" ? text : own;
}

const quotes = /^[ \t]*>.*(?:\n|$)/gm;
