import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { NoticeRefusal } from './contract.ts'

/** What a supervisor reads when a letter is not printed. */
export const NOTICE_REFUSAL_TEXTS: RefusalTexts<NoticeRefusal> = {
  'notice-unknown': {
    ja: 'この日に、その通知はありません。',
    en: 'There is no such notice on this day.',
    nextJa: '日を確かめ、その日の一覧から選び直してください。',
    nextEn: 'Check the day, and choose again from its list.',
  },
  'notice-not-to-be-sent': {
    ja: 'この通知は、この市区町村からは送れません。',
    en: 'This notice cannot be sent from this municipality.',
    nextJa:
      '準備の後に、本人が転出したか亡くなったか、宛先が国外です。転出先では、転出先の市区町村が案内します。',
    nextEn:
      'Since it was prepared the holder moved away or died, or lives abroad. Where they moved to, that municipality advises them.',
  },
}
