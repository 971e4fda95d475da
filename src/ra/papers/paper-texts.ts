import type { CertificateKind } from '#law/certificate-kind.ts'
import { FORM_TITLES } from '#law/form-titles.ts'
import type { PaperAgent, PaperPerson } from './paper-facts.ts'
import type { PaperKind, Words } from './paper.ts'

/** The titles of the papers (spec/jpki.md §4.3, §3.4, §3.5). */
export const TITLES: Readonly<Record<PaperKind, Words>> = {
  'acceptance-receipt': { ja: '受付票', en: 'Receipt of your application' },
  'delivery-receipt': { ja: '受領書', en: 'Acknowledgement of receipt' },
  ...FORM_TITLES,
  'expiry-notice': {
    ja: '電子証明書の有効期限通知書',
    en: 'Notice: your certificate is about to expire',
  },
  'lapse-notice': { ja: '電子証明書の失効のお知らせ', en: 'Notice: your certificate has ended' },
}

/** What stands on every page of a paper from a test environment. */
export const SPECIMEN: Words = {
  ja: '見本　試験環境で作成した書面です。効力はありません。',
  en: 'Specimen from a test environment, without any effect.',
}

/** The kinds of certificate. */
export const KINDS: Readonly<Record<CertificateKind, Words>> = {
  signature: { ja: '署名用電子証明書', en: 'Signature certificate' },
  'user-authentication': {
    ja: '利用者証明用電子証明書',
    en: 'User-authentication certificate',
  },
}

/** 性別 */
export const SEXES: Readonly<Record<PaperPerson['sex'], Words>> = {
  male: { ja: '男', en: 'Male' },
  female: { ja: '女', en: 'Female' },
  unknown: { ja: '不明', en: 'Unknown' },
}

/** Who stands for the person. */
export const CAPACITIES: Readonly<Record<PaperAgent['capacity'], Words>> = {
  'legal-representative': { ja: '法定代理人', en: 'Legal representative' },
  agent: { ja: '任意代理人', en: 'Appointed agent' },
}

/** What follows a name in an address. */
export const HONORIFIC = '様'

/** The labels of fields. */
export const LABELS = {
  matter: { ja: '手続', en: 'Procedure' },
  certificates: { ja: '電子証明書の種類', en: 'Certificates' },
  name: { ja: '氏名', en: 'Name' },
  address: { ja: '住所', en: 'Address' },
  birthDate: { ja: '生年月日', en: 'Date of birth' },
  sex: { ja: '性別', en: 'Sex' },
  ground: { ja: '申請の理由', en: 'Ground' },
  papersSighted: { ja: '確認した書類', en: 'Documents sighted' },
  fee: { ja: '手数料', en: 'Fee' },
  clerk: { ja: '受付者', en: 'Taken in by' },
  acceptedOn: { ja: '受付日', en: 'Taken in on' },
  capacity: { ja: '代理人の区分', en: 'Acting as' },
  agentName: { ja: '代理人の氏名', en: 'Agent’s name' },
  agentAddress: { ja: '代理人の住所', en: 'Agent’s address' },
  kind: { ja: '種類', en: 'Kind' },
  serial: { ja: '発行番号', en: 'Serial number' },
  endsOn: { ja: '有効期限', en: 'Valid to' },
  telephone: { ja: '日中の連絡先', en: 'Telephone' },
  pins: { ja: '暗証番号の種類', en: 'PIN' },
  what: { ja: '届出の内容', en: 'What happened' },
  when: { ja: 'いつ', en: 'When' },
  where: { ja: 'どこで・どのように', en: 'Where and how' },
  police: { ja: '警察への届出', en: 'Report to the police' },
  stayEndsOn: { ja: '更新後の在留期間の満了日', en: 'New last day of stay' },
  residenceCard: { ja: '在留カードの番号', en: 'Residence card number' },
  answer: { ja: '回答', en: 'Answer' },
  identity: { ja: '本人確認', en: 'Identity' },
  entrusted: { ja: '委任する手続', en: 'What is entrusted' },
  lapsedOn: { ja: '失効した日', en: 'Ended on' },
  lapseGround: { ja: '失効の事由', en: 'Ground' },
  survives: { ja: '引き続き使えるもの', en: 'Still usable' },
  renewFrom: { ja: '更新できる期間', en: 'Renewal period' },
  bring: { ja: '持ち物', en: 'What to bring' },
  answerBy: { ja: '回答の期限', en: 'Answer by' },
} as const satisfies Readonly<Record<string, Words>>

/** The headings between blocks. */
export const HEADINGS = {
  applicant: { ja: '申請者（カードの名義人）', en: 'Applicant (holder of the card)' },
  agent: {
    ja: '代理人（代理人が手続をする場合に限り記入）',
    en: 'Agent (only where an agent applies)',
  },
  application: { ja: '申請の内容', en: 'What is applied for' },
  report: { ja: '届出の内容', en: 'What is reported' },
  official: { ja: '職員記入欄', en: 'For the municipality' },
  accepted: { ja: '受け付けた内容', en: 'What was taken in' },
  next: { ja: 'これからの手続', en: 'Next steps' },
  received: { ja: '受け取ったもの', en: 'What was received' },
  certificates: { ja: '電子証明書', en: 'Certificates' },
  renewal: { ja: '更新の手続', en: 'How to renew' },
  principal: { ja: '委任者（本人）', en: 'Principal (holder)' },
  attorney: { ja: '受任者（代理人）', en: 'Agent' },
  answerSheet: { ja: '回答書', en: 'Answer' },
  inquiry: { ja: '照会の内容', en: 'What we ask about' },
} as const satisfies Readonly<Record<string, Words>>

/** Lines for the hand. */
export const SIGNATURE_LINES = {
  date: { ja: '年　　　　　　月　　　　　　日', en: 'Date' },
  holder: { ja: '本人署名', en: 'Signature of the holder' },
  signer: { ja: '署名（本人または代理人）', en: 'Signature of the holder or agent' },
} as const satisfies Readonly<Record<string, Words>>

/** Check boxes. */
export const CHOICES = {
  issue: { ja: '新規発行', en: 'New' },
  renew: { ja: '更新', en: 'Renewal' },
  disclosed: { ja: '秘密鍵・暗証番号の漏えい', en: 'Key or PIN disclosed' },
  lost: { ja: 'カードの紛失', en: 'Card lost' },
  stolen: { ja: 'カードの盗難', en: 'Card stolen' },
  damaged: { ja: 'カード・ICチップの損壊', en: 'Card or chip damaged' },
  changePin: { ja: '変更（現在の番号がわかる）', en: 'Change (the present one is known)' },
  resetPin: { ja: '初期化（忘れた・ロックした）', en: 'Reset (forgotten or blocked)' },
  signaturePin: {
    ja: '署名用（英大文字と数字 6〜16文字）',
    en: 'Signature password (6 to 16)',
  },
  authenticationPin: { ja: '利用者証明用（数字4桁）', en: 'User authentication (4 digits)' },
  cardFacePin: { ja: '券面事項入力補助用（数字4桁）', en: 'Card-face entry (4 digits)' },
  residentPin: { ja: '住民基本台帳用（数字4桁）', en: 'Resident register (4 digits)' },
  photoDocument: { ja: '顔写真付き書類1点', en: 'One photo document' },
  twoDocuments: { ja: '書類2点', en: 'Two documents' },
  inquiryAnswer: { ja: '照会書兼回答書', en: 'Inquiry and answer' },
  yes: { ja: '申請の意思に間違いありません。', en: 'I wish this.' },
  no: { ja: '申請していません。', en: 'I did not ask for this.' },
  reported: { ja: '届出済み（受理番号：　　　　　　　　　　　　　　）', en: 'Reported (number)' },
  revoke: { ja: '電子証明書の失効', en: 'Revocation' },
  termChange: { ja: '有効期間の変更', en: 'New term of the card' },
  notReported: { ja: '未届', en: 'Not yet' },
} as const satisfies Readonly<Record<string, Words>>

/** Sentences. */
export const SENTENCES = {
  keepReceipt: {
    ja: 'この票は、手続が終わるまで大切に保管してください。お問い合わせの際は、受付番号をお知らせください。',
    en: 'Keep this receipt until the procedure is complete, and quote its number when you ask about it.',
  },
  noPinOnPaper: {
    ja: '暗証番号は、この用紙に記入しないでください。窓口の端末で、ご自身で入力していただきます。',
    en: 'Never write a PIN on this form. You enter it yourself at the counter terminal.',
  },
  applying: {
    ja: '上記のとおり申請します。',
    en: 'I apply for the above.',
  },
  reporting: { ja: '上記のとおり届け出ます。', en: 'I report the above.' },
  receiving: {
    ja: '上記の電子証明書を、私のカードに記録されたものとして受け取りました。',
    en: 'I have received these certificates, recorded on my card.',
  },
  checkReceived: {
    ja: '有効期限と、暗証番号をご自身で設定したことを確かめてから署名してください。',
    en: 'Before you sign, check the last day of validity and that you set the PINs yourself.',
  },
  certifiedItems: {
    ja: '署名用電子証明書には、氏名・住所・生年月日・性別が記録されます。氏名や住所が変わると失効します。',
    en: 'A signature certificate carries your name, address, birth date and sex, and ends when these change.',
  },
  renewalKeepsTime: {
    ja: '有効期限の3か月前から更新できます。この期間に更新しても、残りの期間は失われません。',
    en: 'Renewal is possible in the last three months; no time is lost by renewing early in them.',
  },
  revocationIsFinal: {
    ja: '失効した電子証明書は、元に戻せません。再び使うには、新たに発行の申請が必要です。',
    en: 'A revoked certificate cannot be restored; using one again needs a new application.',
  },
  counterOnly: {
    ja: '紛失・盗難のときは、まず24時間受付の専用電話に連絡して一時停止し、警察にも届け出てください。',
    en: 'After loss or theft call the 24-hour line first to have the card suspended, and tell the police.',
  },
  resetByCounter: {
    ja: '初期化では、本人確認書類により本人であることを確かめます。',
    en: 'A reset needs proof of identity.',
  },
  inquiry: {
    ja: 'あなたの代理人から、次の申請がありました。ご本人の意思を確かめるため照会します。間違いなければ回答書に自筆で記入し、代理人に持たせてください。',
    en: 'An agent applied for you as below. If this is what you wish, fill in the answer with your own hand and give it to your agent.',
  },
  inquiryWrong: {
    ja: '申請に心当たりがないときは、回答せずに、すぐに窓口へ連絡してください。',
    en: 'If you know nothing of this application, do not answer; contact the desk at once.',
  },
  sealedPins: {
    ja: '暗証番号は、同封の届に記入して封筒に入れ、ご自身で封をしてください。封が開いているものは受け付けられません。',
    en: 'Write the PINs on the enclosed slip, put it into the envelope and seal it yourself. An opened envelope is refused.',
  },
  answering: {
    ja: '照会のあった申請について、次のとおり回答します。',
    en: 'I answer your inquiry as follows.',
  },
  entrusting: {
    ja: '私は、上記の者を代理人と定め、手続を委任します。',
    en: 'I appoint the person above as my agent.',
  },
  ownHand: {
    ja: '委任者がすべて自筆で記入してください。委任する手続のない欄には線を引いてください。',
    en: 'The principal fills this in with their own hand and strikes out what is not entrusted.',
  },
  termNotAutomatic: {
    ja: '在留期間が更新されても、カードと電子証明書の有効期間は自動では延びません。カードの有効期間の満了日までに申請してください。',
    en: 'An extended stay does not extend the card or its certificates. Apply by the card’s last day.',
  },
  issuedAnew: {
    ja: '有効期間を変更すると、今の電子証明書は失効し、新しい有効期限のものを発行します。',
    en: 'With the new term your present certificates end, and new ones are issued.',
  },
  expirySoon: {
    ja: 'マイナンバーカードに記録された電子証明書の有効期限が近づいています。引き続き使うには、更新の手続が必要です。',
    en: 'A certificate on your card is about to expire. Renew it to keep using it.',
  },
  expiryEffect: {
    ja: '有効期限を過ぎると、コンビニ交付、オンライン申請などで使えなくなります。カードは本人確認書類として使えます。過ぎた後でも、窓口で新たに発行を受けられます。',
    en: 'After that day online services and kiosks refuse it. The card still proves who you are, and a new certificate can be issued at the counter.',
  },
  propagation: {
    ja: '更新した後、サービスによっては、使えるまでに1時間から1日ほどかかることがあります。',
    en: 'After renewal some services take from an hour to a day to accept the new certificate.',
  },
  lapsed: {
    ja: '次の電子証明書が失効しましたので、お知らせします。',
    en: 'The following certificates have ended.',
  },
  lapsedUse: {
    ja: '失効した電子証明書は、電子申請やログインに使えません。',
    en: 'An ended certificate cannot be used to sign or to log in.',
  },
  none: { ja: 'なし', en: 'None' },
  free: { ja: '無料', en: 'Free' },
} as const satisfies Readonly<Record<string, Words>>
