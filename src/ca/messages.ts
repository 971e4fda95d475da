import type { RefusalTexts } from '#kernel/refusal-text.ts'
import { LAW_REFUSAL_TEXTS } from '#law/messages.ts'
import type { CaConfigurationRefusal } from './configuration.ts'
import type { IssueRefusal, RevokeRefusal } from './contract.ts'
import type { TranscriptRefusal } from './check-transcript.ts'
import type { LiftHoldRefusal } from './lift-hold.ts'
import type { CeremonyRefusal } from './run-ceremony.ts'

/** Every refusal of the authorities. */
export type CaRefusal =
  | IssueRefusal
  | RevokeRefusal
  | LiftHoldRefusal
  | CaConfigurationRefusal
  | CeremonyRefusal
  | TranscriptRefusal

/** Texts of the authorities' refusals. */
export const CA_REFUSAL_TEXTS: RefusalTexts<CaRefusal> = {
  'key-rejected': {
    ja: 'この公開鍵には電子証明書を発行できません（{because}）。',
    en: 'No certificate can be issued for this public key ({because}).',
    nextJa: 'カードで鍵を作り直してから、もう一度申請してください。',
    nextEn: 'Make a new key pair in the card and apply again.',
  },
  'key-already-certified': {
    ja: 'この公開鍵には、すでに電子証明書が発行されています。',
    en: 'A certificate was already issued for this public key.',
    nextJa: '一つの鍵に発行できる電子証明書は一つです。カードで新しい鍵を作ってください。',
    nextEn: 'A key is certified once. Make a new key pair in the card.',
  },
  'items-missing': {
    ja: '署名用電子証明書に記載する氏名・住所などの事項がありません。',
    en: 'The items that a signature certificate states are missing.',
    nextJa: '住民基本台帳の事項を添えて申請し直してください。',
    nextEn: 'Apply again with the items of the resident record.',
  },
  'items-unexpected': {
    ja: '利用者証明用電子証明書には、氏名・住所などの事項を記載しません。',
    en: 'A user-authentication certificate states no personal items.',
    nextJa: '事項を添えずに申請し直してください。',
    nextEn: 'Apply again without the items.',
  },
  'items-malformed': {
    ja: '申請の事項「{item}」が電子証明書に記載できる形ではありません。',
    en: 'The item “{item}” of the application cannot be stated in a certificate.',
    nextJa: '文字数、代替文字の印の数、市区町村の表記を確かめて、申請し直してください。',
    nextEn:
      'Check its length, its substitution flags and the names of the municipality, and apply again.',
  },
  'validity-over': LAW_REFUSAL_TEXTS['validity-over'],
  'beyond-authority': {
    ja: '満了日（{lastDay}）が認証局自身の有効期間を超えるため、発行できません。',
    en: 'The certificate would end on {lastDay}, after the authority itself.',
    nextJa: '認証局の鍵更新（次の世代の鍵生成）を行ってから、もう一度申請してください。',
    nextEn: 'Hold the ceremony for the authority’s next key generation, then apply again.',
  },
  'receipt-reused': {
    ja: '受付番号「{receipt}」は、内容の違う申請ですでに使われています。',
    en: 'The receipt “{receipt}” was already used for a different application.',
    nextJa: '新しい受付番号で申請してください。前の申請の電子証明書は変わりません。',
    nextEn: 'Apply under a new receipt. The certificate of the earlier application is unchanged.',
  },
  'authority-absent': {
    ja: '電子証明書を発行できる認証局の鍵がありません（{authority}）。',
    en: 'There is no key of the authority with which to issue now ({authority}).',
    nextJa:
      '認証局の鍵生成式が済んでいるか、有効期間内か、鍵の保管場所がそろっているかを確かめてください。',
    nextEn:
      'Check that its ceremony was held, that its certificate is valid now, and that its key is in the keystore.',
  },
  'authority-compromised': {
    ja: '認証局の鍵（{authority} 第{generation}世代）が漏えいしたため、この鍵では電子証明書を発行できません。',
    en: 'The authority’s key ({authority}, generation {generation}) has leaked: it certifies nothing more.',
    nextJa:
      '認証局の鍵生成式を行って次の世代の鍵を作ってください。その後、申請は同じ受付番号の続きからできます。',
    nextEn:
      'Hold the ceremony for the next key generation; the application then goes on under its receipt number.',
  },
  'lint-failed': {
    ja: '発行しようとした電子証明書が様式の検査「{rule}」に合いませんでした。署名はしていません。',
    en: 'The certificate to be issued broke the profile rule “{rule}”. Nothing was signed.',
    nextJa: '設定を確かめ、運用担当者に規則の名前を伝えてください。',
    nextEn: 'Check the configuration, and tell the operator the name of the rule.',
  },
  'certificate-unknown': {
    ja: '発行番号「{serialHex}」の電子証明書は、この認証局が発行したものではありません。',
    en: 'This authority has issued no certificate with the serial number “{serialHex}”.',
    nextJa: '発行番号と種類（署名用・利用者証明用）を確かめてください。',
    nextEn: 'Check the serial number and the kind of certificate.',
  },
  'already-revoked': {
    ja: '発行番号「{serialHex}」の電子証明書は、すでに失効しています。',
    en: 'The certificate “{serialHex}” is already revoked.',
    nextJa: '手続は要りません。必要なら新しい電子証明書を申請してください。',
    nextEn: 'Nothing needs to be done. Apply for a new certificate where one is needed.',
  },
  'already-expired': {
    ja: '発行番号「{serialHex}」の電子証明書は、有効期間が満了しています。',
    en: 'The certificate “{serialHex}” has already expired.',
    nextJa: '満了した電子証明書の失効手続は要りません。',
    nextEn: 'An expired certificate need not be revoked.',
  },
  'hold-not-lifted': {
    ja: '発行番号「{serialHex}」の電子証明書の一時保留は解除できません。',
    en: 'The hold of the certificate “{serialHex}” cannot be lifted.',
    nextJa:
      '見つかったカードを持って窓口で失効の手続をし、新しい電子証明書の発行を受けてください。',
    nextEn:
      'Bring the found card to the counter, have the certificates revoked and new ones issued.',
  },
  'declaration-malformed': {
    ja: '設定ファイルの「{path}」が正しくありません。求められるもの: {wanted}',
    en: 'The declaration is wrong at “{path}”: wanted {wanted}.',
    nextJa: 'その箇所を直し、見直してから、もう一度実行してください。',
    nextEn: 'Correct that place, review the file, and run again.',
  },
  'names-of-the-real-service': {
    ja: '「{found}」は実在の公的個人認証サービスの名称または番号です。使うことはできません。',
    en: '“{found}” belongs to the real public service and cannot be used.',
    nextJa: '独自の名称、OID、URL を設定してください。',
    nextEn: 'Configure a name, OID arc and address of your own.',
  },
  'generation-out-of-order': {
    ja: '{authority} の鍵の世代は {expected} でなければなりません（{generation} が指定されました）。',
    en: 'The next key generation of {authority} is {expected}, not {generation}.',
    nextJa: '鍵生成式のファイルの世代番号を直してください。',
    nextEn: 'Correct the generation’s number in the ceremony file.',
  },
  'authority-name-differs': {
    ja: '{authority} の名称が、これまでの世代（{generation}）と違います。',
    en: 'The name of {authority} differs from that of its generation {generation}.',
    nextJa: '世代が変わっても認証局の名称は同じです。設定を前の鍵生成式に合わせてください。',
    nextEn: 'All generations bear one name. Use the configuration of the earlier ceremony.',
  },
  'ceremony-key-lost': {
    ja: '鍵生成式の途中で作られた鍵「{key}」が保管場所にありません。',
    en: 'The key “{key}”, made earlier in this ceremony, is not in the keystore.',
    nextJa:
      '鍵の保管場所を控えから戻すか、新しい世代番号のファイルで鍵生成式をやり直してください。',
    nextEn: 'Restore the keystore from its backup, or hold a new ceremony from a new file.',
  },
  'transcript-broken': {
    ja: '記録の {line} 行目が、前の行とつながらないか、書き換えられています。',
    en: 'Line {line} of the transcript does not follow from the line before, or was changed.',
    nextJa: 'この記録は証拠になりません。元の記録を探してください。',
    nextEn: 'This transcript proves nothing. Look for the original.',
  },
  'transcript-differs': {
    ja: '記録の {line} 行目は、見直し済みのファイルからは生じません。',
    en: 'Line {line} of the transcript does not follow from the reviewed file.',
    nextJa: '記録とファイルの組合せを確かめてください。合わなければ、その鍵を使わないでください。',
    nextEn: 'Check that file and transcript belong together. If they do, do not use these keys.',
  },
}
