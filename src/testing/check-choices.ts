import type { z } from 'zod';
import { anyHeader, bodyUpTo, footer, textHeaderOnly } from './interactive-parts.js';
import { anyString, areDistinct, exactly, listOf, nonEmpty, strict, upTo } from './rules.js';

const buttonId = upTo(256).refine((id) => id === id.trim(), { error: 'must not begin or end with a space' });

const buttons = listOf(strict({ type: exactly('reply'), reply: strict({ id: buttonId, title: upTo(20) }) }))
  .min(1, { error: 'must have at least 1 button' })
  .max(3, { error: 'must not have more than 3 buttons' })
  .refine((all) => areDistinct(all.map(({ reply }) => reply.id)), { error: 'must have distinct ids' })
  .refine((all) => areDistinct(all.map(({ reply }) => reply.title)), { error: 'must have distinct titles' });

/** One to three reply buttons. */
export const buttonMessage: z.ZodType = strict({
  type: exactly('button'),
  header: anyHeader,
  body: bodyUpTo(1024),
  footer,
  action: strict({ buttons }),
});

const row = strict({ id: upTo(200), title: upTo(24), description: upTo(72, anyString).optional() });

const section = strict({
  title: upTo(24, anyString).optional(),
  rows: listOf(row).min(1, { error: 'must have at least 1 row' }),
});

type Section = z.infer<typeof section>;

const rowsOf = (sections: readonly Section[]): Section['rows'] => sections.flatMap(({ rows }) => rows);

// Kaleyra's page allows ten rows in each of ten sections, Meta's ten rows in all; the message reaches Meta.
const sections = listOf(section)
  .min(1, { error: 'must have at least 1 section' })
  .max(10, { error: 'must not have more than 10 sections' })
  .refine((all) => rowsOf(all).length <= 10, { error: 'must not have more than 10 rows in all' })
  .refine((all) => areDistinct(rowsOf(all).map(({ id }) => id)), { error: 'must have rows of distinct ids' })
  .refine((all) => all.length === 1 || all.every(({ title = '' }) => title !== ''), {
    error: 'must all have a title when there is more than one',
  });

/** A list of up to ten rows. Meta's page of lists allows a longer body than those of other interactive messages. */
export const listMessage: z.ZodType = strict({
  type: exactly('list'),
  header: textHeaderOnly,
  body: bodyUpTo(4096),
  footer,
  action: strict({ button: upTo(20, nonEmpty), sections }),
});
