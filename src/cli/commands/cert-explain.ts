import { parseCertificate } from '#codec/x509/certificate.ts'
import { type Instant, instant, parseInstant } from '#kernel/instant.ts'
import { ok } from '#kernel/result.ts'
import { type Command, type Invocation, onlyWord, UsageError } from '../command.ts'
import { explainCertificate } from '../explain/explain-certificate.ts'
import { explainText } from '../explain/explain-text.ts'
import { readObject } from '../object-file.ts'

/**
 * `shomei cert explain`: any certificate field by field. A signature certificate's basic items are
 * shown to whoever asked, and go nowhere else.
 */
export const certExplain: Command = {
  path: ['cert', 'explain'],
  ja: '証明書を項目ごとに説明する',
  en: 'explain any certificate field by field',
  words: 'FILE',
  options: {
    at: {
      value: 'TIME',
      ja: '期限をこの時点で見る(省くと今)',
      en: 'look at the validity at this moment (default now)',
    },
  },
  example: 'shomei cert explain user-authentication-ca.pem',
  run: (invocation) => {
    const file = onlyWord(invocation)
    const parsed = parseCertificate(readObject(file, 'certificate'))
    if (!parsed.ok) return Promise.resolve(parsed)
    const explained = explainCertificate(parsed.value, momentOf(invocation))
    return Promise.resolve(
      ok({ json: { file, ...explained }, text: explainText(explained, invocation.terminal) }),
    )
  },
}

function momentOf(invocation: Invocation): Instant {
  const text = invocation.option('at')
  if (text === undefined) return instant(Date.now())
  const at = parseInstant(text)
  if (at === undefined) throw new UsageError(`時刻ではありません / not a moment: ${text}`)
  return at
}
