import type { CheckText } from '#kernel/check-sheet.ts'
import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { VerifyRefusal } from '#va/contract.ts'
import type { DocumentRefusal } from './contract.ts'

/** The checks of a signed document as a whole. */
export type DocumentCheckId = 'cms.form' | 'cms.content' | 'cms.signers'

/**
 * The checks of one signer; those of its certificate come before `signer.chain`, which sums them
 * up.
 */
export type SignerCheckId =
  | 'signer.certificate'
  | 'signer.attributes'
  | 'signer.signing-certificate'
  | 'signer.chain'
  | 'signer.algorithm'
  | 'signer.content-digest'
  | 'signer.signature'

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

/** The checks of a signer in order. */
export const SIGNER_CHECKS: readonly CheckText<SignerCheckId>[] = [
  {
    id: 'signer.certificate',
    clause: 'RFC 5652 §5.3',
    ja: '署名者の証明書がある',
    en: "The signer's certificate is there",
  },
  {
    id: 'signer.attributes',
    clause: 'RFC 5652 §5.3, §11.1',
    ja: '署名された属性が文書の種別と一致する',
    en: 'The signed attributes agree with the content type',
  },
  {
    id: 'signer.signing-certificate',
    clause: 'RFC 5035 §5.4, ETSI EN 319 122-1 §5.2.2',
    ja: '署名された「署名者証明書」の参照がその証明書を指している',
    en: 'The signed reference names this certificate',
  },
  {
    id: 'signer.chain',
    clause: 'RFC 5280 §6',
    ja: '署名者の証明書が有効である',
    en: "The signer's certificate is valid",
  },
  {
    id: 'signer.algorithm',
    clause: 'RFC 5652 §5.3',
    ja: '署名方式が認められたものである',
    en: 'The signature algorithm is allowed',
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

const ASK_SIGNER = {
  nextJa: '署名した人に、元の文書と署名ファイルを送り直してもらってください。',
  nextEn: 'Ask the signer to send the original document and signature again.',
}

const SIGN_AGAIN = {
  nextJa: '署名した人に署名し直してもらってください。',
  nextEn: 'Ask the signer to sign again.',
}

/**
 * What a person reads when a signed document was not accepted; texts on the certificate are those
 * of `va`.
 */
export const DOCUMENT_REFUSAL_TEXTS: RefusalTexts<Exclude<DocumentRefusal, VerifyRefusal>> = {
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
  'signing-certificate-mismatch': {
    ja: '署名が指している証明書と、添えられた証明書が違います。',
    en: 'The signature names another certificate than the one beside it, or names none.',
    ...SIGN_AGAIN,
  },
  'signature-wrong': {
    ja: '署名が合いません。文書か署名が作り変えられています。',
    en: 'The signature does not verify: document or signature was altered.',
    ...ASK_SIGNER,
  },
}
