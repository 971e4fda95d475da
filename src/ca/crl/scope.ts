import type { CrlRef, CrlScope } from '../contract.ts'

/** The word for a scope in records and paths: a municipality's code, `all` or `indirect`. */
export function scopeWord(scope: CrlScope): string {
  switch (scope.of) {
    case 'municipality':
      return scope.municipalityCode
    case 'authority':
      return 'all'
    case 'both-authorities':
      return 'indirect'
  }
}

/** The scope of a word; `undefined` for any other. */
export function scopeOfWord(word: string): CrlScope | undefined {
  if (word === 'all') return { of: 'authority' }
  if (word === 'indirect') return { of: 'both-authorities' }
  // 全国地方公共団体コード without its check digit.
  return /^\d{5}$/.test(word) ? { of: 'municipality', municipalityCode: word } : undefined
}

/** The list of one municipality's certificates. */
export function municipalityList({
  authority,
  municipalityCode,
}: {
  readonly authority: CrlRef['authority']
  readonly municipalityCode: string
}): CrlRef {
  return { authority, scope: { of: 'municipality', municipalityCode } }
}
