import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { RegisterRefusal } from './contract.ts'

/** What a person reads when the register refuses. */
export const REGISTER_REFUSAL_TEXTS: RefusalTexts<RegisterRefusal> = {
  'resident-unknown': {
    ja: 'この住民は登録されていません。',
    en: 'The register knows no such resident.',
    nextJa: '`bin/shomei resident list` で番号（R と10桁）を確かめてください。',
    nextEn: 'Look the id up (R and ten digits) with `bin/shomei resident list`.',
  },
  'resident-malformed': {
    ja: '住民の記録にできない値があります（項目：{field}）。',
    en: 'A value cannot stand in a resident record (field: {field}).',
    nextJa:
      '氏名と住所は全角で、住所は都道府県から、日付は YYYY-MM-DD で入力してください。在留期間は期間のある外国人だけに付けます。',
    nextEn:
      'Write name and address in full width, the address from the prefecture on, dates as YYYY-MM-DD. Only a foreigner with a period of stay has one.',
  },
  'event-impossible': {
    ja: 'この住民には起こり得ない異動です（理由：{reason}）。',
    en: 'This cannot have happened to this resident (reason: {reason}).',
    nextJa: '異動の種類・日付・新しい値を、今の記録と見比べて直してください。',
    nextEn: 'Compare kind, date and new value of the event with the record, and correct it.',
  },
  'resident-changed-meanwhile': {
    ja: '操作のあいだに、この住民の記録が変わりました。',
    en: 'The record of this resident changed in the meantime.',
    nextJa: '最新の記録を見てから、まだ必要ならもう一度行ってください。',
    nextEn: 'Look at the record as it is now, and repeat the act if it is still needed.',
  },
  'search-malformed': {
    ja: '検索できない値があります（項目：{field}）。',
    en: 'A value cannot be searched for (field: {field}).',
    nextJa: 'フリガナはかな文字、生年月日は YYYY-MM-DD、市区町村は5桁の番号で入力してください。',
    nextEn:
      'Write the reading in kana, the birth date as YYYY-MM-DD and the municipality as five digits.',
  },
  'search-empty': {
    ja: '検索する条件がありません。',
    en: 'There is nothing to search for.',
    nextJa: '氏名、フリガナ、生年月日のどれかを入力してください。',
    nextEn: 'Enter a name, a reading or a birth date.',
  },
}
