import { z } from 'zod';
import { mediaHeaders } from './check-media.js';
import { anyString, exactly, listOf, nonEmpty, strict, upTo } from './rules.js';

const contents = {
  text: nonEmpty.optional(),
  image: mediaHeaders.image.optional(),
  video: mediaHeaders.video.optional(),
  document: mediaHeaders.document.optional(),
  payload: anyString.optional(),
};

// Parameters of other types (amounts, places, coupon codes, flows) stay open.
const parameter = z
  .looseObject({ type: nonEmpty, parameter_name: nonEmpty.optional(), ...contents }, { error: 'must be an object' })
  .refine((given) => !Object.hasOwn(contents, given.type) || given[given.type] !== undefined, {
    error: 'must have the key its type names',
  });

const index = z.union([z.string(), z.number()], { error: 'must be a string or a number' }).refine(
  // The pages show both "0" and 0.
  (place) => /^\d+$/.test(String(place)),
  { error: 'must be a whole number' },
);

const component = z
  .looseObject(
    {
      type: nonEmpty,
      sub_type: nonEmpty.optional(),
      index: index.optional(),
      parameters: listOf(parameter).optional(),
    },
    { error: 'must be an object' },
  )
  .refine(({ type, sub_type }) => type !== 'button' || sub_type !== undefined, {
    error: 'must have a "sub_type", being a button',
  })
  .refine(({ type, index: place }) => type !== 'button' || place !== undefined, {
    error: 'must have an "index", being a button',
  });

export const template: z.ZodType = strict({
  name: upTo(512),
  language: strict({ code: nonEmpty, policy: exactly('deterministic').optional() }),
  components: listOf(component).optional(),
});
