/** Where a file comes from: a public URL, or the id of an upload. */
export type MediaSource =
  | {
      /** Where WhatsApp fetches it; public, http or https. */
      url: string;
    }
  | {
      /** What {@link Gateway.upload} gave. */
      mediaId: string;
    };

/** A text. */
export interface TextContent {
  /** Kind of the message. */
  type: 'text';
  /** The text, at most 4,096 characters; must not be empty. */
  text: string;
}

/** A picture, video, sound, document or sticker. */
export interface MediaContent {
  /** Kind of the message. */
  type: 'image' | 'video' | 'audio' | 'document' | 'sticker';
  /** The file. */
  media: MediaSource;
  /** What stands under it, at most 1,024 characters; not with `audio` and `sticker`. @default none */
  caption?: string;
  /** What a document is called. @default WhatsApp takes the last part of the URL */
  fileName?: string;
}

/** A button that answers for the customer. */
export interface ReplyButton {
  /** What comes back, at most 256 characters. */
  id: string;
  /** What is shown, at most 20 characters. */
  title: string;
}

/** What stands around the choice of an interactive message. */
export interface InteractiveFrame {
  /** The question, at most 1,024 characters. */
  body: string;
  /** A line above, at most 60 characters, or a picture. @default none */
  header?:
    | {
        /** The line. */
        text: string;
      }
    | {
        /** The picture; not above a list. */
        image: MediaSource;
      };
  /** A small line below, at most 60 characters. @default none */
  footer?: string;
}

/** Up to three buttons. */
export interface ButtonsContent extends InteractiveFrame {
  /** Kind of the message. */
  type: 'buttons';
  /** One to three. */
  buttons: readonly ReplyButton[];
}

/** A row of a list. */
export interface ListRow {
  /** What comes back, at most 200 characters. */
  id: string;
  /** What is shown, at most 24 characters. */
  title: string;
  /** A small line below, at most 72 characters. @default none */
  description?: string;
}

/** A list of up to ten rows behind one button. */
export interface ListContent extends InteractiveFrame {
  /** Kind of the message. */
  type: 'list';
  /** What opens the list, at most 20 characters. */
  button: string;
  /** One to ten. */
  rows: readonly ListRow[];
}

/** A button that opens a web page. */
export interface LinkContent extends InteractiveFrame {
  /** Kind of the message. */
  type: 'link';
  /** What the button says, at most 20 characters. */
  title: string;
  /** Where it leads. */
  url: string;
}

/** A place on the map. */
export interface LocationContent {
  /** Kind of the message. */
  type: 'location';
  /** Degrees. */
  latitude: number;
  /** Degrees. */
  longitude: number;
  /** What the place is called. @default none */
  name?: string;
  /** Its address; shown with a name only. @default none */
  address?: string;
}

/** Business cards, in WhatsApp's own form. */
export interface ContactsContent {
  /** Kind of the message. */
  type: 'contacts';
  /** At least one, each with `name.formatted_name`. */
  contacts: readonly object[];
}

/** An emoji on a message. */
export interface ReactionContent {
  /** Kind of the message. */
  type: 'reaction';
  /** The message reacted to. */
  messageId: string;
  /** One emoji; empty takes it away again. */
  emoji: string;
}

/** A message in WhatsApp's own form: a template, an interactive message such as a flow, or anything else. */
export interface RawContent {
  /** Kind of the message. */
  type: 'raw';
  /** WhatsApp's message object without the address: `type`, and the field it names. */
  object: Readonly<Record<string, unknown>>;
}

/** What a message to a customer holds. */
export type MessageContent =
  | TextContent
  | MediaContent
  | ButtonsContent
  | ListContent
  | LinkContent
  | LocationContent
  | ContactsContent
  | ReactionContent
  | RawContent;
