import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { RelyingPartiesRefusal } from './relying-party.ts'

/** What an operator reads when a register of relying parties is not read. */
export const RELYING_PARTIES_REFUSAL_TEXTS: RefusalTexts<RelyingPartiesRefusal> = {
  'relying-parties-malformed': {
    ja: '検証者の登録ファイルを読めません（{at}）。',
    en: 'The register of relying parties cannot be read ({at}).',
    nextJa: 'docs/status.md の例に合わせ、示された場所を直してください。',
    nextEn: 'Compare it with the example of docs/status.md and mend the place named.',
  },
}
