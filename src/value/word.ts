/** Letters and digits of any script, lower case, at most 64 of them: what full text is made of. */
const pattern = /^[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}]{1,64}$/u;

export function isWord(text: string): boolean {
  return pattern.test(text);
}
