import type { EventField } from '../event-fields.ts'
import type { Words } from '../words.ts'

/** The fields that a person types or chooses, by their names in the forms. */
export const CARRIED_FIELD_TEXTS: Readonly<Record<string, Words>> = {
  name: { ja: '氏名', en: 'Name' },
  kana: { ja: 'フリガナ', en: 'Furigana' },
  birthDate: { ja: '生年月日', en: 'Birth date' },
  card: { ja: 'カードの製造番号', en: 'Card serial' },
  reason: { ja: '記録を見る理由', en: 'Reason for looking' },
  procedure: { ja: '手続', en: 'Procedure' },
  applicant: { ja: '手続をする人', en: 'Who acts' },
  kinds: { ja: '証明書の種類', en: 'Kinds' },
  periodOfStayEndsOn: { ja: '新しい在留期間の満了日', en: 'New end of the stay' },
  leavesOn: { ja: '出国する日', en: 'Day of departure' },
  generation: { ja: '認証局の鍵の世代', en: 'Generation of the authority’s key' },
  identity: { ja: '本人確認の方法', en: 'How identity was confirmed' },
  papers: { ja: '確かめた書類', en: 'Papers seen' },
  step: { ja: '操作', en: 'Act' },
  on: { ja: '異動日', en: 'Day of the change' },
  municipality: { ja: '市区町村', en: 'Municipality' },
  address: { ja: '住所', en: 'Address' },
  newName: { ja: '新しい氏名', en: 'New name' },
  newKana: { ja: '新しいフリガナ', en: 'New furigana' },
  value: { ja: '正しい内容', en: 'The right content' },
  substitutes: { ja: '代替文字', en: 'Substitute characters' },
  agentName: { ja: '代理人の氏名', en: 'Agent’s name' },
  agentAddress: { ja: '代理人の住所', en: 'Agent’s address' },
  staffId: { ja: '職員番号', en: 'Number' },
  roles: { ja: '役割', en: 'Roles' },
}

const DAY_RULE: Words = { ja: '2027-03-01、R9.3.1', en: 'also with the era' }

/** The fields of a change of the record, each with how it is written. */
export const EVENT_FIELD_TEXTS: Readonly<Record<EventField, Words & { readonly rule: Words }>> = {
  on: { ja: '異動日', en: 'Day of the change', rule: DAY_RULE },
  municipality: {
    ja: '市区町村',
    en: 'Municipality',
    rule: { ja: '名前またはコード。「横浜市中区」「14104」', en: 'name or code' },
  },
  address: {
    ja: '住所',
    en: 'Address',
    rule: { ja: '都道府県から、または市区町村の後から', en: 'in full, or what follows' },
  },
  newName: {
    ja: '新しい氏名',
    en: 'New name',
    rule: { ja: '氏と名の間は全角の空白', en: 'a full-width space between' },
  },
  newKana: { ja: 'フリガナ', en: 'Furigana', rule: { ja: '全角カタカナ', en: 'katakana' } },
  item: { ja: '修正する項目', en: 'Item', rule: { ja: '一つ選ぶ', en: 'choose one' } },
  value: {
    ja: '正しい内容',
    en: 'The right content',
    rule: { ja: '記録に載せる形で', en: 'as it is to stand in the record' },
  },
  substitutes: {
    ja: '代替文字にした文字（あれば）',
    en: 'Substitute characters, if any',
    rule: {
      ja: '外字の代わりに書いた文字「高」、または何文字目か「2」。髙・﨑などは自動で置き換えます。',
      en: 'characters that stand for others, or their places',
    },
  },
  periodOfStayEndsOn: {
    ja: '新しい在留期間の満了日',
    en: 'New end of the stay',
    rule: DAY_RULE,
  },
  continuation: {
    ja: '継続利用の手続をする',
    en: 'With continued use',
    rule: { ja: '転出日の前日まで', en: 'by the day before departure' },
  },
  minor: {
    ja: '軽微な修正（証明書は失効しない）',
    en: 'Minor correction: certificates survive',
    rule: { ja: '表記の誤りなど', en: 'such as a slip of the pen' },
  },
}
