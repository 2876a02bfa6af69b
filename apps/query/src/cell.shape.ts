import { DATA_CLASSES } from '@rapport/events';
import { shapes, type Schema } from '@rapport/edge';

const { anything, either, figure, flag, listOf, mapOf, named, record, text, word } = shapes;

const yes = { ...flag(), const: true };

/** What stands for a personal value that is not shown. */
const WITHHELD = named(
  'Withheld',
  either(
    record({ masked: word(DATA_CLASSES, 'What it is about; this role may not see it') }),
    record({ erased: yes }, {}, 'The person was erased: nobody can read it any more'),
    record({ damaged: yes }, {}, 'It cannot be read'),
  ),
);

/** A personal value: itself, or what stands for it. */
export const cellOf = (schema: Schema): Schema => either(schema, WITHHELD);

/** A personal value of whatever form it was sent in, or what stands for it. */
export const PERSONAL = named('PersonalValue', {
  ...either(text(), figure(), flag(), listOf(anything()), WITHHELD, mapOf(anything())),
  description: 'Mostly text; what else was sent under a personal field keeps its form',
});

/** Personal fields by name. */
export const personal = (description?: string): Schema => mapOf(PERSONAL, description);
