/**
 * What counts how much in ranking, found by trying on questions about long conversations whose answers
 * are known (docs/decisions/0019). Where nothing else is said, a weight is a share of what the best by
 * words and meaning would have, which is 1.
 */
export const weights = {
  /** How soon a word said again stops counting, and how much long passages lose, as in BM25. */
  repetition: 1.2,
  lengthLoss: 0.6,
  /** A word of a passage said by its neighbours counts as that many of its own. */
  wordOfPrevious: 0.7,
  wordOfNext: 0.3,
  /** What a word loses that all of a conversation hold, where it is of `fewOfThread` passages or more. */
  commonLoss: 0.7,
  fewOfThread: 3,

  words: 0.4,
  meaning: 0.6,
  /** The power of what is less than the best by words: above 1, few words in common say less. */
  wordsPower: 1.3,

  /** Of what the neighbours score by words and meaning; more of one that asks, for it is answered here. */
  previous: 0.1,
  next: 0.12,
  previousAsks: 0.2,

  /** Of what the first of its conversation scores, which says what it is about; neighbours count by themselves. */
  opening: 0.1,

  /** Who says less than this share of all is spoken of rather than speaks: asked for by name. */
  speaks: 0.2,

  /**
   * Shared by all who are named and whom it names, times how rarely that happens: in one of ten passages
   * once, in one of a hundred or fewer twice.
   */
  mention: 0.22,
  mostRare: 2,

  /** Shared by all who are named and have said it; the first named is whom the question is about. */
  author: 0.12,
  subject: 0.18,

  /** At most, and over how many days it falls to nothing before and after the time that is named. */
  date: 0.8,
  daysBefore: 3,
  daysAfter: 7,
  /** It names that time itself, whenever it was said. */
  dateNamed: 0.9,

  /** It tells a time, holds a name or a number, or tells of a change, where one is asked for. */
  time: 0.25,
  name: 0.2,
  number: 0.25,
  change: 0.1,

  /** At most, reached at `longChars` characters; it grows evenly up to about `fewChars`, then ever less. */
  length: 0.38,
  fewChars: 20,
  longChars: 300,

  /** Taken off where it asks itself, and again where it is shorter than `shortChars` characters. */
  asks: 0.1,
  asksShortly: 0.1,
  shortChars: 100,

  /** Of the mean of its conversation's best. */
  thread: 0.4,

  /** Where several things are asked for: in place of `thread`, and what is left of `previous` and `next`. */
  threadOfSeveral: 0.2,
  besideOfSeveral: 0.5,
} as const;
