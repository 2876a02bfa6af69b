export * from './numeric/quantile';
export * from './rfm/cuts';
export * from './rfm/score';
export * from './rfm/segment';
