/**
 * The two certificates of the Act: 署名用電子証明書 (`signature`) and 利用者証明用電子証明書
 * (`user-authentication`). Each kind has an authority of its own, named by the same word.
 */
export type CertificateKind = 'signature' | 'user-authentication'

/**
 * Both kinds, in the order in which they are issued: the signature certificate is capped by the
 * other's end.
 */
export const CERTIFICATE_KINDS: readonly CertificateKind[] = ['user-authentication', 'signature']
