/** What a message may be filled with. */
export type Fill = Readonly<Record<string, string | number>>;
/** A sentence, or a function of its values where a plural or an order depends on them. */
export type Message = string | ((fill: Fill) => string);
export type Catalogue = Readonly<Record<string, Message>>;
