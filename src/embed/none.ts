import { type Embedder, EmbedderFailed, type VectorStore } from "./contract.ts";

/** Where there is no meaning to ask for: words alone are found. */
export const noEmbedder: Embedder = {
  id: "none",
  dimensions: 16,
  embed: () => Promise.reject(new EmbedderFailed("there is no embedder")),
  close: async () => {},
};

export const noVectors: VectorStore = {
  reached: () => 0,
  put: () => {},
  *of() {},
  count: () => 0,
  drop: () => {},
  withheld: () => 0,
  held: () => 0,
  remove: () => {},
  close: () => {},
};
