/**
 * What a person reads when a refusal reaches them: what happened, and what to do next, Japanese and
 * English.
 */
export interface RefusalText {
  readonly ja: string
  readonly en: string
  readonly nextJa: string
  readonly nextEn: string
}

/**
 * The texts of a closed set of refusal codes. `{name}` stands for a value of the refusal's detail.
 */
export type RefusalTexts<R extends string> = Readonly<Record<R, RefusalText>>
