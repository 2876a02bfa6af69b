import { NOBODY } from '@rapport/events';
import { fact, given, handleNamed } from '@rapport/fold/given';
import { models } from './fold';

const nobody = { channel: 'rule', handle: NOBODY, handles: [] } as const;
const said = {
  ...{ rule: 'churn', version: 1, model: 'pareto-nbd', parameters: { buying: { r: 0.55 } }, logLikelihood: -9594.976 },
  ...{ customers: 2_357, atBounds: [], promoted: true, reason: 'promoted: better' },
  judged: { frozenOn: '1997-07-02', until: '1997-09-30' },
};

it('keeps what was fitted, and what it was held against', () => {
  const run = handleNamed('run');
  const fitted = fact('ModelFitted', { ...said, run, date: '1997-09-30' }, nobody);
  const { eventId: key, recordedAt, position } = fitted;
  const row = { key, kind: 'fitted' as const, ...said, date: '1997-09-30', until: '1997-09-30', run, by: null, recordedAt, position }; // prettier-ignore
  given(fitted).when(models).then({ [key]: row }); // prettier-ignore
});

it('keeps what somebody had judged, and who', () => {
  const data = { ...said, frozenOn: '1997-09-30', until: '1998-06-30', promoted: false };
  const evaluated = fact('ModelEvaluated', data, { ...nobody, meta: { by: 'k1' } });
  given(evaluated)
    .when(models)
    .then((rows) =>
      expect(rows[evaluated.eventId]).toMatchObject({
        ...{ kind: 'evaluated', date: '1997-09-30', until: '1998-06-30', run: null, by: 'k1', promoted: false },
      }),
    );
});
