import type { CheckText } from '#kernel/check-sheet.ts'
import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { VerifyRefusal } from '#va/contract.ts'
import type {
  DocumentRefusal,
  RawSignatureRefusal,
  SignatureRefusal,
  TimeStampRefusal,
  UnusableAlgorithm,
} from './contract.ts'

/** The checks of a signed document as a whole. */
export type DocumentCheckId = 'cms.form' | 'cms.content' | 'cms.signers'

/** The checks of a signature in itself, which need no trust in its certificate. */
export type SignatureCheckId =
  | 'signer.certificate'
  | 'signer.attributes'
  | 'signer.signing-certificate'
  | 'signer.algorithm'
  | 'signer.content-digest'
  | 'signer.signature'

/**
 * The checks of one signer; those of its certificate's path come before `signer.chain`, which sums
 * them up.
 */
export type SignerCheckId = SignatureCheckId | 'signer.key-usage' | 'signer.time' | 'signer.chain'

/** The checks of one time-stamp, which is a signature of its own. */
export type TimeStampCheckId =
  | 'time-stamp.form'
  | 'time-stamp.imprint'
  | SignatureCheckId
  | 'time-stamp.purpose'
  | 'time-stamp.time'
  | 'signer.chain'

/** The checks of the document in order. */
export const DOCUMENT_CHECKS: readonly CheckText<DocumentCheckId>[] = [
  {
    id: 'cms.form',
    clause: 'RFC 5652 §5.1',
    ja: '署名ファイルが正しい形式の CMS 署名データである',
    en: 'The signature file is well-formed CMS SignedData',
  },
  {
    id: 'cms.content',
    clause: 'RFC 5652 §5.2',
    ja: '署名された文書が一つだけある',
    en: 'There is exactly one signed document',
  },
  {
    id: 'cms.signers',
    clause: 'RFC 5652 §5.1',
    ja: '署名者がいる',
    en: 'There is a signer',
  },
]

const SIGNATURE_CHECKS: readonly CheckText<SignatureCheckId>[] = [
  {
    id: 'signer.certificate',
    clause: 'RFC 5652 §5.3',
    ja: '署名者の証明書がある',
    en: "The signer's certificate is there",
  },
  {
    id: 'signer.attributes',
    clause: 'RFC 5652 §5.3, §11.1; RFC 6211 §3',
    ja: '署名された属性が正しく、文書の種別と一致する',
    en: 'The signed attributes are right and agree with the content type',
  },
  {
    id: 'signer.signing-certificate',
    clause: 'RFC 5035 §5.4, ETSI EN 319 122-1 §5.2.2',
    ja: '署名された「署名者証明書」の参照がその証明書を指している',
    en: 'The signed reference names this certificate',
  },
  {
    id: 'signer.algorithm',
    clause: 'RFC 5652 §5.1, §5.3; RFC 8933 §3.1',
    ja: '署名方式と鍵が認められたものである',
    en: 'The signature algorithm and the key are allowed',
  },
  {
    id: 'signer.content-digest',
    clause: 'RFC 5652 §5.4, §11.2',
    ja: '文書のダイジェストが署名されたものと一致する（改ざんされていない）',
    en: 'The digest of the document is the signed one (it was not altered)',
  },
  {
    id: 'signer.signature',
    clause: 'RFC 5652 §5.6',
    ja: '署名が署名者の鍵で検証できる',
    en: "The signature verifies under the signer's key",
  },
]

const CHAIN_CHECK: CheckText<'signer.chain'> = {
  id: 'signer.chain',
  clause: 'RFC 5280 §6',
  ja: '署名者の証明書が、その時刻に有効である',
  en: "The signer's certificate is valid at that moment",
}

/** The checks of a signer in order. */
export const SIGNER_CHECKS: readonly CheckText<SignerCheckId>[] = [
  ...SIGNATURE_CHECKS,
  {
    id: 'signer.key-usage',
    clause: 'RFC 5280 §4.2.1.3',
    ja: '証明書の鍵が署名に使えるものである',
    en: "The certificate's key is for signing",
  },
  {
    id: 'signer.time',
    clause: 'RFC 3161 app. B; ETSI EN 319 102-1 §5.6',
    ja: '有効性を判断する時刻が決まっている（現在、タイムスタンプ、または指定された時刻）',
    en: "The moment to judge for: the present, a time-stamp's, or the caller's",
  },
  CHAIN_CHECK,
]

/** The checks of a time-stamp in order. */
export const TIME_STAMP_CHECKS: readonly CheckText<TimeStampCheckId>[] = [
  {
    id: 'time-stamp.form',
    clause: 'RFC 3161 §2.4.2',
    ja: 'タイムスタンプが正しい形式である',
    en: 'The time-stamp token is well-formed',
  },
  {
    id: 'time-stamp.imprint',
    clause: 'RFC 3161 §2.4.2; ETSI EN 319 122-1 §5.3, §5.5',
    ja: 'タイムスタンプが、この署名（文書）に押されたものである',
    en: 'The token is over this signature (or document)',
  },
  ...SIGNATURE_CHECKS,
  {
    id: 'time-stamp.purpose',
    clause: 'RFC 3161 §2.3, §2.4.2',
    ja: '証明書の用途がタイムスタンプだけで、名義人がタイムスタンプの発行者である',
    en: "The certificate's one purpose is time-stamping, and it is the named authority's",
  },
  {
    id: 'time-stamp.time',
    clause: 'RFC 3161 §2.4.2, app. B',
    ja: '時刻が証明書の有効期間内で、判断する時刻より後でない',
    en: 'The time lies in the validity of the certificate and not after the moment judged for',
  },
  CHAIN_CHECK,
]

const ASK_SIGNER = {
  nextJa: '署名した人に、元の文書と署名ファイルを送り直してもらってください。',
  nextEn: 'Ask the signer to send the original document and signature again.',
}

const SIGN_AGAIN = {
  nextJa: '署名した人に署名し直してもらってください。',
  nextEn: 'Ask the signer to sign again.',
}

const SIGNATURE_WRONG = {
  ja: '署名が合いません。文書か署名が作り変えられています。',
  en: 'The signature does not verify: document or signature was altered.',
  ...ASK_SIGNER,
}

const OTHER_SIGNER = {
  nextJa: '署名した人に、署名ソフトウェアを確かめて署名し直してもらってください。',
  nextEn: 'Ask the signer to check the signing software and to sign again.',
}

const STAMP_AGAIN = {
  nextJa:
    'このタイムスタンプは時刻の証明に使いません。必要なら署名した人に押し直してもらってください。',
  nextEn: 'It is not relied on for the time. If proof is needed, ask the signer for a new one.',
}

/** Refusals whose texts are those of `va`. */
type TextOfVa = VerifyRefusal | UnusableAlgorithm | 'key-usage-wrong'

/**
 * What a person reads when a signed document was not accepted; texts on the certificate and on
 * algorithms are those of `va`.
 */
export const DOCUMENT_REFUSAL_TEXTS: RefusalTexts<Exclude<DocumentRefusal, TextOfVa>> = {
  'cms-malformed': {
    ja: '署名ファイルの形式が正しくありません。',
    en: 'The signature file is not well-formed.',
    ...ASK_SIGNER,
  },
  'cms-not-signed-data': {
    ja: 'CMS の署名データではありません。',
    en: 'The file is CMS but no SignedData.',
    nextJa: '署名ファイル（.p7m、.p7s）を渡してください。',
    nextEn: 'Pass the signature file (.p7m, .p7s).',
  },
  'content-missing': {
    ja: '署名された文書がありません（分離署名です）。',
    en: 'The signed document is missing: the signature is detached.',
    nextJa: '署名ファイルと一緒に、元の文書も渡してください。',
    nextEn: 'Pass the original document beside the signature file.',
  },
  'content-unexpected': {
    ja: '署名ファイルの中に文書があるのに、別の文書も渡されました。',
    en: 'The signature holds the document, and another one was passed beside it.',
    nextJa: '署名ファイルだけを渡してください。',
    nextEn: 'Pass the signature file alone.',
  },
  'content-digest-wrong': {
    ja: '文書が署名の後で変わっています。',
    en: 'The document was changed after it was signed.',
    ...ASK_SIGNER,
  },
  'signer-absent': {
    ja: '署名者が一人もいません。',
    en: 'Nobody signed the document.',
    ...SIGN_AGAIN,
  },
  'signer-certificate-absent': {
    ja: '署名者の証明書が見つかりません。',
    en: "The signer's certificate is not there.",
    nextJa: '署名者の証明書を含む署名ファイルを受け取るか、証明書を一緒に渡してください。',
    nextEn: "Get a signature file with the signer's certificate, or pass the certificate too.",
  },
  'signed-attributes-wrong': {
    ja: '署名された属性がないか、文書の種別と合いません。',
    en: 'Signed attributes are missing or do not agree with the content type.',
    ...SIGN_AGAIN,
  },
  'signed-attributes-not-der': {
    ja: '署名された属性が DER で書かれていません。',
    en: 'The signed attributes are not written in DER.',
    ...OTHER_SIGNER,
  },
  'algorithm-protection-wrong': {
    ja: '署名者が署名の中で定めた署名方式と、実際の署名方式が違います。',
    en: 'The algorithms used are not the ones that the signer signed for.',
    ...ASK_SIGNER,
  },
  'digest-not-announced': {
    ja: '署名者のダイジェスト方式が、ファイルの先頭の一覧にありません。',
    en: "The signer's digest algorithm is not in the list at the head of the file.",
    ...OTHER_SIGNER,
  },
  'digests-differ': {
    ja: '文書のダイジェスト方式と署名のダイジェスト方式が一致しません。',
    en: 'The digest of the content and that of the signature are different functions.',
    ...OTHER_SIGNER,
  },
  'time-stamp-absent': {
    ja: '署名の時刻を証明するタイムスタンプがないか、有効なものがありません。',
    en: 'No time-stamp that holds proves when the signature was made.',
    nextJa: '署名した人にタイムスタンプを押してもらうか、時刻の証明を求めずに検証してください。',
    nextEn: 'Ask the signer for a time-stamp, or verify without asking for proof of time.',
  },
  'signing-certificate-mismatch': {
    ja: '署名が指している証明書と、添えられた証明書が違います。',
    en: 'The signature names another certificate than the one beside it, or names none.',
    ...SIGN_AGAIN,
  },
  'signature-wrong': SIGNATURE_WRONG,
}

/** What a person reads when a time-stamp does not hold, beyond what is said of any signature. */
export const TIME_STAMP_REFUSAL_TEXTS: RefusalTexts<Exclude<TimeStampRefusal, SignatureRefusal>> = {
  'time-stamp-malformed': {
    ja: 'タイムスタンプの形式が正しくありません。',
    en: 'The time-stamp is not well-formed.',
    ...STAMP_AGAIN,
  },
  'time-stamp-extension-unknown': {
    ja: 'タイムスタンプに、理解できない重要な拡張があります。',
    en: 'The time-stamp has a critical extension that is not understood.',
    ...STAMP_AGAIN,
  },
  'time-stamp-imprint-wrong': {
    ja: 'タイムスタンプは別のデータに押されたものです。',
    en: 'The time-stamp is over other data.',
    ...STAMP_AGAIN,
  },
  'time-stamp-index-wrong': {
    ja: '保管タイムスタンプの目録がないか、目録にあるものが署名の中にありません。',
    en: 'The index of the archive time-stamp is missing, or lists what is not in the signature.',
    ...STAMP_AGAIN,
  },
  'time-stamp-purpose-wrong': {
    ja: 'タイムスタンプの証明書が、タイムスタンプ専用のものではありません。',
    en: "The time-stamp's certificate is not one for time-stamping alone.",
    ...STAMP_AGAIN,
  },
  'time-stamp-name-wrong': {
    ja: 'タイムスタンプが名乗る発行者は、証明書の名義人ではありません。',
    en: 'The authority that the time-stamp names is not the one of its certificate.',
    ...STAMP_AGAIN,
  },
  'time-stamp-time-wrong': {
    ja: 'タイムスタンプの時刻が、証明書の有効期間の外か、判断する時刻より後です。',
    en: 'The time lies outside the validity of the certificate, or after the moment judged for.',
    ...STAMP_AGAIN,
  },
}

/** What a person reads when a signature over octets was not accepted. */
export const RAW_SIGNATURE_REFUSAL_TEXTS: RefusalTexts<
  Exclude<RawSignatureRefusal, UnusableAlgorithm>
> = {
  'signature-wrong': SIGNATURE_WRONG,
  'signature-malformed': {
    ja: '署名の長さか形式が、その方式のものではありません（{octets} バイト）。',
    en: 'The signature does not have the length or form of its algorithm ({octets} octets).',
    nextJa: '署名の形式（DER か r‖s か）と、途中で切れていないかを確かめてください。',
    nextEn: 'Check the form (DER or r‖s), and that nothing was cut off.',
  },
  'key-algorithm-mismatch': {
    ja: '鍵（{seen}）は、求められた方式（{wanted}）のものではありません。',
    en: 'The key ({seen}) is not one for the algorithm asked for ({wanted}).',
    nextJa: '方式と鍵の組み合わせを確かめてください。',
    nextEn: 'Check that algorithm and key belong together.',
  },
  'key-use-wrong': {
    ja: '鍵は署名の検証に使うものではありません（{field}）。',
    en: 'The key is not one to verify signatures with ({field}).',
    nextJa: '署名検証用の公開鍵を渡してください。',
    nextEn: 'Pass the public key for verifying signatures.',
  },
  'key-private': {
    ja: '公開鍵ではなく、秘密鍵が渡されました。',
    en: 'A private key was passed, not a public one.',
    nextJa: '秘密鍵は誰にも渡さないでください。公開鍵だけを渡してください。',
    nextEn: 'Give a private key to nobody. Pass the public key alone.',
  },
}
