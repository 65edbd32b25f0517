/** Arrow keys, Home and End step from the menu button of one message to another's: one stop of Tab for the whole chat. */
export function stepThrough(event: KeyboardEvent): void {
  const { currentTarget: chat, target, key } = event;
  if (!(chat instanceof HTMLElement && target instanceof HTMLElement && target.matches('.more'))) return;
  const buttons = [...chat.querySelectorAll<HTMLElement>('.more')];
  const index = buttons.indexOf(target);
  const next = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: buttons.length - 1 }[key];
  if (next === undefined) return;
  event.preventDefault();
  buttons[next]?.focus();
}
