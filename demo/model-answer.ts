/** Writes an answer the way OpenAI-compatible servers do. */
export function jsonAnswer(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
}

/** Writes an OpenAI-style error. */
export function errorAnswer(status: number, message: string, type = 'invalid_request_error'): Response {
  return jsonAnswer(status, { error: { message, type, param: null, code: null } })
}

/** Whether a request brings the key as a bearer token. */
export function hasKey(request: Request, apiKey: string): boolean {
  return request.headers.get('authorization') === `Bearer ${apiKey}`
}
