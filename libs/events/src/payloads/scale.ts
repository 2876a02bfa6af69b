import type { Rule } from '../channel';

/** The ends of a scale are in order and the judgement lies between them. */
export const onScale =
  (judgement: string): Rule =>
  (data) => {
    const [min, max, value] = [Number(data['scaleMin']), Number(data['scaleMax']), Number(data[judgement])];
    if (min >= max) return 'data.scaleMin must be less than data.scaleMax';
    return value >= min && value <= max ? null : `data.${judgement} must lie between data.scaleMin and data.scaleMax`;
  };
