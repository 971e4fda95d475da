/**
 * Why octets are not the DER (X.690 §8 to §11) that was asked for. The detail holds `field`, the
 * path of names given by the parser, and `offset`, counted in octets from the start of the decoded
 * input.
 */
export type DerRefusal =
  | 'der-truncated'
  | 'der-trailing-bytes'
  | 'der-tag-unexpected'
  | 'der-tag-unsupported'
  | 'der-length-indefinite'
  | 'der-length-not-minimal'
  | 'der-value-malformed'
  | 'der-value-not-canonical'
  | 'der-default-encoded'
  | 'der-set-unsorted'
  | 'der-too-large'
  | 'der-too-deep'
  | 'der-too-many-values'
