/** Messages as a map from type to body: declared once, handled exhaustively on the side that receives them. */
export type MessageOf<Map> = {
  [Type in keyof Map & string]: { readonly type: Type; readonly body: Map[Type] };
}[keyof Map & string];

export type HandlersOf<Map, Result = void> = {
  readonly [Type in keyof Map & string]: (body: Map[Type]) => Result;
};

/**
 * Hands a message to the handler of its type; to nobody when there is none, as from a panel of another version.
 * Bodies are trusted: the host checks what webviews send before it comes here.
 */
export function dispatch<Map, Result>(
  message: MessageOf<Map>,
  handlers: HandlersOf<Map, Result>,
): Result | undefined {
  return Object.hasOwn(handlers, message.type) ? handlers[message.type](message.body) : undefined;
}
