import type { Embedder, VectorRow, VectorStore } from "../../src/embed/contract.ts";

/** As the file is, in memory. */
export function vectorsInMemory(): VectorStore & { rows: VectorRow[] } {
  let to = 0;
  const rows: VectorRow[] = [];
  return {
    rows,
    reached: () => to,
    put(more, reached) {
      rows.push(...more);
      to = reached;
    },
    of: (client, after) => rows.filter((row) => row.client === client && row.key > after),
    count: (clients) => rows.filter(({ client }) => clients.includes(client)).length,
    withheld: () => rows.filter(({ vector }) => vector === null).length,
    drop(clients) {
      rows.splice(0, rows.length, ...rows.filter(({ client }) => !clients.includes(client)));
    },
    held: (some) =>
      rows.filter((row) => some.some((one) => one.client === row.client && one.key === row.key))
        .length,
    remove(gone) {
      const keys = new Set(gone.map(({ key }) => key));
      for (let i = rows.length - 1; i >= 0; i -= 1)
        if (keys.has(rows[i]?.key ?? 0)) rows.splice(i, 1);
    },
    close() {},
  };
}

/** Texts lie near each other as far as they share letters. */
export const byLetters: Embedder = {
  id: "test/letters",
  dimensions: 32,
  async embed(texts) {
    return texts.map((text) => {
      const vector = new Float32Array(32);
      for (const letter of text.toLowerCase()) vector[letter.charCodeAt(0) % 32] = 0.2;
      return vector;
    });
  },
  close: async () => {},
};
