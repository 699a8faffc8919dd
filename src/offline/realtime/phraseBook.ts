/** Sentences the recogniser knows by their sound. */
export class PhraseBook {
  /** The words, if the sound is one of the known sentences. */
  recognise(_pcm: Int16Array): string | undefined {
    return undefined;
  }
}
