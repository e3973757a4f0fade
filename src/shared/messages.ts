/** Messages as a map from type to body: declared once, handled exhaustively on the side that receives them. */
export type MessageOf<Map> = {
  [Type in keyof Map & string]: { readonly type: Type; readonly body: Map[Type] };
}[keyof Map & string];

export type HandlersOf<Map> = { readonly [Type in keyof Map & string]: (body: Map[Type]) => void };

/**
 * Hands a message to the handler of its type; false when there is none, as from a panel of another version.
 * Bodies are trusted: the host checks what webviews send before it comes here.
 */
export function dispatch<Map>(message: MessageOf<Map>, handlers: HandlersOf<Map>): boolean {
  if (!Object.hasOwn(handlers, message.type)) return false;
  handlers[message.type](message.body);
  return true;
}
