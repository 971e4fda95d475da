/**
 * Names of the real service. No certificate of ours may carry one: it would be mistaken for the
 * real thing.
 */
const REAL_ORGANISATIONS: readonly string[] = [
  'JPKI',
  'JPKI-TEST',
  '公的個人認証サービス',
  '地方公共団体情報システム機構',
  'Japan Agency for Local Authority Information Systems',
].map(fold)

/** J-LIS's arc of object identifiers. */
const REAL_ARC = '1.2.392.200149'

const REAL_DOMAINS: readonly string[] = ['jpki.go.jp', 'j-lis.go.jp', 'auth-and-sign.go.jp']

/**
 * Answers kept: a deployment has a handful of organisations and units, looked at in every
 * certificate.
 */
const ANSWERS_KEPT_MAX = 64
const answers = new Map<string, boolean>()

/**
 * Whether an organisation or unit is, or begins with, a name of the real service, whatever its
 * width and case.
 */
export function isNameOfTheRealService(text: string): boolean {
  const known = answers.get(text)
  if (known !== undefined) return known
  const answer = beginsWithRealName(fold(text))
  if (answers.size < ANSWERS_KEPT_MAX) answers.set(text, answer)
  return answer
}

function beginsWithRealName(folded: string): boolean {
  return REAL_ORGANISATIONS.some(
    (real) => folded === real || folded.startsWith(`${real} `) || startsWithJapanese(folded, real),
  )
}

/** Whether a dotted identifier is J-LIS's arc or lies under it. */
export function isArcOfTheRealService(dotted: string): boolean {
  return dotted === REAL_ARC || dotted.startsWith(`${REAL_ARC}.`)
}

/** Whether a host belongs to the real service. */
export function isHostOfTheRealService(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '')
  return REAL_DOMAINS.some((domain) => name === domain || name.endsWith(`.${domain}`))
}

/** Japanese has no spaces between words: 公的個人認証サービス署名用 is the real unit's name too. */
function startsWithJapanese(folded: string, real: string): boolean {
  return !/^[\p{ASCII}]*$/u.test(real) && folded.startsWith(real)
}

function fold(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/g, ' ').toUpperCase()
}
