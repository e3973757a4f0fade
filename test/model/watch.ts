import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from './http.ts';

/** Whoever has the token may ask whether the model is there, and end it. */
export interface Guard {
  readonly token: string;
  readonly onEnd: () => void;
}

/** Answers `GET /demo` and `POST /demo/end`; false for any other request. A wrong token learns nothing. */
export function answerGuarded(guard: Guard, request: IncomingMessage, response: ServerResponse): boolean {
  const { method, url, headers } = request;
  const isAsked = method === 'GET' && url === '/demo';
  const isEnd = method === 'POST' && url === '/demo/end';
  if (!isAsked && !isEnd) return false;
  if (headers.authorization !== `Bearer ${guard.token}`) {
    sendJson(response, 403, { error: { message: 'Not yours.' } });
    return true;
  }
  if (isEnd) response.once('finish', guard.onEnd);
  sendJson(response, 200, { demo: true });
  return true;
}
