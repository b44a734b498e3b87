/** Of a text; most such models read some 500 tokens. A server that takes less is asked for a part of it. */
const mostChars = 2_000;
const fewChars = 500;

/** Asks for the vectors of some texts: as many as it is given. */
export type Ask = (texts: readonly string[]) => Promise<Float32Array[]>;

/**
 * The vectors of texts, so many at once. Where these are refused, each is asked for by itself: one that is too
 * long for the server must not keep out those beside it.
 */
export async function inBatches(
  texts: readonly string[],
  atOnce: number,
  ask: Ask,
  isRefusal: (error: unknown) => boolean,
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let from = 0; from < texts.length; from += atOnce) {
    const some = texts.slice(from, from + atOnce).map((text) => start(text, mostChars));
    vectors.push(...(await together(some, ask, isRefusal)));
  }
  return vectors;
}

async function together(
  texts: readonly string[],
  ask: Ask,
  isRefusal: (error: unknown) => boolean,
): Promise<Float32Array[]> {
  try {
    return await ask(texts);
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  const vectors: Float32Array[] = [];
  for (const text of texts) vectors.push(...(await alone(text, ask, isRefusal)));
  return vectors;
}

async function alone(
  text: string,
  ask: Ask,
  isRefusal: (error: unknown) => boolean,
): Promise<Float32Array[]> {
  try {
    return await ask([text]);
  } catch (error) {
    if (!isRefusal(error) || text.length <= fewChars) throw error;
    return ask([start(text, fewChars)]);
  }
}

/** Some servers refuse what says nothing, and with it all that is beside it. */
function start(text: string, most: number): string {
  const begins = text.slice(0, most).toWellFormed();
  return begins.trim() === "" ? "." : begins;
}
