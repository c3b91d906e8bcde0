const words: Record<string, string> = {
  ECONNREFUSED: 'The connection was refused: nothing listens there.',
  ECONNRESET: 'The connection was reset before an answer came.',
  EPIPE: 'The connection was closed before an answer came.',
  ENOTFOUND: 'The host name does not resolve.',
  EAI_AGAIN: 'The host name could not be resolved just now.',
  EHOSTUNREACH: 'The host cannot be reached.',
  ENETUNREACH: 'The network cannot be reached.',
  ETIMEDOUT: 'The connection timed out.',
  UND_ERR_CONNECT_TIMEOUT: 'The connection timed out.',
  UND_ERR_SOCKET: 'The connection was closed before an answer came.',
  UND_ERR_HEADERS_OVERFLOW: 'The answer has too many headers.',
  UND_ERR_DESTROYED: 'Pulse was stopping.',
  UND_ERR_CLOSED: 'Pulse was stopping.',
  HPE_INVALID_CHUNK_SIZE: 'The answer is not valid HTTP: bad chunk size.',
  CERT_HAS_EXPIRED: 'The TLS certificate has expired.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The TLS certificate is self-signed.',
  SELF_SIGNED_CERT_IN_CHAIN: 'The TLS certificate chain is self-signed.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'The TLS certificate cannot be verified.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The TLS certificate is for another host.',
  EPROTO: 'The TLS handshake failed.',
}

/** A sentence a person can act on for an error of the network. */
export function inWords(error: unknown): string {
  const {
    code = '',
    name,
    message,
    cause,
    errors,
  } = error as { code?: string; name?: string; message?: string; cause?: unknown; errors?: unknown[] }
  if (words[code]) return words[code]
  if (name === 'EgressForbidden') return `Not sent: ${message}`
  if (code.startsWith('HPE_') || name === 'HTTPParserError') return 'The answer is not valid HTTP.'
  if (code.startsWith('ERR_SSL_')) return 'The TLS handshake failed.'
  if (errors?.length) return inWords(errors[0])
  return cause ? inWords(cause) : `The request failed: ${message ?? 'unknown reason'}.`
}
