import type { Words } from '../words.ts'

/** The page on which an administrator keeps the staff of the municipality. */
export const STAFF_TEXTS = {
  title: { ja: '職員', en: 'Staff' },
  lead: {
    ja: 'この市区町村の職員です。変更はすぐに効き、日誌に残ります。',
    en: 'The staff of this municipality. Changes take effect at once and stand in the journal.',
  },
  notAdmin: {
    ja: '職員の登録は、管理者だけが見て変更できます。',
    en: 'Only an administrator sees and changes the entries of staff.',
  },
  people: { ja: '人', en: 'members' },
  roles: { ja: '役割', en: 'Roles' },
  saveRoles: { ja: '役割を保存', en: 'Save roles' },
  active: { ja: '使用中', en: 'active' },
  inactive: { ja: '停止中', en: 'suspended' },
  deactivate: { ja: '停止する', en: 'Suspend' },
  deactivateRule: {
    ja: '停止すると、サインイン中でもすぐに使えなくなります。',
    en: 'This ends their session at once.',
  },
  reactivate: { ja: '使用を再開する', en: 'Reactivate' },
  card: { ja: '職員カード', en: 'Staff card' },
  cardBound: { ja: '登録済み', en: 'bound' },
  cardNone: { ja: '未登録', en: 'none' },
  keyBegins: { ja: '鍵のSHA-256の先頭', en: 'SHA-256 of the key begins' },
  bind: { ja: 'リーダーのカードを登録', en: 'Bind the card on the reader' },
  bindAnew: { ja: 'リーダーのカードに替える', en: 'Replace by the card on the reader' },
  unbind: { ja: 'カードを外す', en: 'Unbind the card' },
  reader: { ja: 'この窓口のリーダー', en: 'This desk’s reader' },
  readerEmpty: {
    ja: 'カードは置かれていません。カードを登録するには、先に「窓口とカード」で職員カードを置きます。',
    en: 'No card. To bind one, first place the staff card on the reader.',
  },
  readerHolds: { ja: '置かれているカード', en: 'Card on the reader' },
  toDesk: { ja: '窓口とカードへ', en: 'To desk and card' },
  add: { ja: '職員を追加', en: 'Add a member' },
  staffId: { ja: '職員番号', en: 'Number' },
  staffIdRule: { ja: 'S と数字6桁。例 S131135', en: 'S and six digits, such as S131135' },
  name: { ja: '氏名', en: 'Name' },
  addButton: { ja: '追加する', en: 'Add' },
  self: { ja: 'あなた', en: 'you' },
  selfRule: {
    ja: '自分の管理者の役割と自分の使用は、別の管理者だけが変えられます。',
    en: 'Your own administrator’s role and access only another administrator can change.',
  },
  done: { ja: '保存しました。', en: 'Saved.' },
} as const satisfies Readonly<Record<string, Words>>
