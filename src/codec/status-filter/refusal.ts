/** Why octets are not a status filter of this format (docs/status-filter.md). */
export type StatusFilterRefusal =
  | 'filter-too-large'
  | 'filter-magic-wrong'
  | 'filter-version-unknown'
  | 'filter-truncated'
  | 'filter-field-malformed'
  | 'filter-trailing-octets'
