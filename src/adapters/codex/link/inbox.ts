import type { Logger } from '../../../core/ports.ts';
import type { NotificationMessage, ServerRequestMessage } from '../rpc/envelope.ts';
import { notificationSchemas, type Notification, type NotificationMethod } from '../wire/notifications.ts';
import { requestSchemas, type ApprovalRequest, type RequestMethod } from '../wire/requests.ts';

/** Checks what the server says of its own accord. What we do not use is passed over; what is malformed, logged once. */
export class Inbox {
  readonly #logger: Logger;
  readonly #hear: (notification: Notification) => void;
  readonly #complained = new Set<string>();

  constructor(logger: Logger, hear: (notification: Notification) => void) {
    this.#logger = logger;
    this.#hear = hear;
  }

  notification({ method, params }: NotificationMessage): void {
    if (!isOneOf(method, notificationSchemas)) return;
    const parsed = notificationSchemas[method satisfies NotificationMethod].safeParse(params);
    if (parsed.success) this.#hear({ method, params: parsed.data } as Notification);
    else this.#complain(method);
  }

  /** The checked request; undefined for one that is not ours to answer: another client may. */
  request({ method, params }: ServerRequestMessage): ApprovalRequest | undefined {
    if (!isOneOf(method, requestSchemas)) {
      this.#complain(method);
      return undefined;
    }
    const parsed = requestSchemas[method satisfies RequestMethod].safeParse(params);
    if (parsed.success) return { method, params: parsed.data } as ApprovalRequest;
    this.#complain(method);
    return undefined;
  }

  #complain(method: string): void {
    if (this.#complained.has(method)) return;
    this.#complained.add(method);
    this.#logger.warn(`The app-server sent ${method} in a form that we do not know.`);
  }
}

function isOneOf<T extends object>(key: string, table: T): key is keyof T & string {
  return Object.hasOwn(table, key);
}
