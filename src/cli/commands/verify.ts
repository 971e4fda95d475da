import { ok, refuse } from '#kernel/result.ts'
import { verifyCms } from '#signing/verify-cms.ts'
import { readBytes, readDerOrPem } from '../certificate-file.ts'
import { type Command, onlyWord } from '../command.ts'
import { writeOutput } from '../output-file.ts'
import { reportText } from '../report-text.ts'
import { ANYONE_OPTIONS, verifyAnyone } from '../signatures/verify-anyone.ts'
import { TRUST_OPTIONS, trustOf, verifyUnder } from '../trust.ts'

/**
 * `shomei verify`: a signed document, every check named; the content only when all of them passed.
 * Under the authorities of a running system, or those of `--anchors` with `--policy`, it must be
 * signed with one of this service's certificates; `--anchors` alone takes anyone's.
 */
export const verify: Command = {
  path: ['verify'],
  ja: '署名された文書を検証する',
  en: 'verify a signed document, check by check',
  words: 'FILE',
  options: {
    ...TRUST_OPTIONS,
    ...ANYONE_OPTIONS,
    content: {
      value: 'FILE',
      ja: '分離署名のもとの文書',
      en: 'the document of a detached signature',
    },
    out: {
      value: 'FILE',
      ja: '有効なときだけ、署名された文書を書き出す先',
      en: 'writes the signed document there, only when it is valid',
    },
  },
  example: 'shomei verify notice.p7s --content notice.pdf',
  run: async (invocation) => {
    const anchorsFile = invocation.option('anchors')
    if (anchorsFile !== undefined && invocation.option('policy') === undefined)
      return await verifyAnyone(invocation, anchorsFile)
    const file = onlyWord(invocation)
    const trust = await trustOf(invocation, 'signature')
    // Where no system was named and none runs, there is nobody to trust: the report says so.
    if (!trust.ok && invocation.option('data') === undefined && anchorsFile === undefined)
      return await verifyAnyone(invocation, undefined)
    if (!trust.ok) return trust
    const contentFile = invocation.option('content')
    const report = await verifyCms(
      { verify: (certificateDer) => verifyUnder(trust.value, 'signature', certificateDer) },
      {
        cmsDer: readDerOrPem(file, 'CMS'),
        detachedContent: contentFile === undefined ? undefined : readBytes(contentFile),
        at: trust.value.at,
        profile: 'cms',
      },
    )
    const { content, ...plain } = report
    const out = invocation.option('out')
    if (out !== undefined && content !== undefined) writeOutput(out, content)
    const json = { file, ...plain, contentBytes: content?.length }
    const text = reportText(report, invocation.terminal)
    const refused = report.refusal === undefined ? undefined : refuse(report.refusal, { file })
    return ok({ json, text, refused })
  },
}
