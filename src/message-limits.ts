/**
 * WhatsApp's limits in characters (Meta, "Text messages", "Interactive reply buttons", "Interactive lists"; Kaleyra's
 * pages of the same messages repeat them).
 */
export const LIMITS = {
  text: 4096,
  body: 1024,
  caption: 1024,
  header: 60,
  footer: 60,
  buttonTitle: 20,
  buttonId: 256,
  rowTitle: 24,
  rowDescription: 72,
  rowId: 200,
  buttons: 3,
  rows: 10,
} as const;
